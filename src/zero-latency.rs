// The service that knows the names of customers, and what must be true of the page.

async fn name_of(id: u32) -> String {
    format!("customer {id}")
}

async fn names_of(ids: Vec<u32>) -> Vec<String> {
    ids.iter().map(|id| format!("customer {id}")).collect::<Vec<String>>()
}

/// `seen`: the reader sees the page before giving up. Who has given up was not answered.
fn the_reader_sees_the_page(world: &World) -> bool {
    world.calls("reader").iter().all(|call| matches!(call.answer, Some(Ok(_))))
}

/// `whole`: an empty page is fast, so the page has to have everything on it.
fn every_order_on_the_page_has_its_name(world: &World) -> bool {
    world.calls("reader").iter().all(|call| match &call.answer {
        Some(Ok(names)) => names.len() as u32 == ORDERS,
        _ => true,
    })
}
