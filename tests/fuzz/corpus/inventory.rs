//! A shop and its stock.

#[derive(Clone, Debug, PartialEq)]
struct Item { name: String, count: u32 }

struct Shop { items: Vec<Item> }

impl Shop {
    const MOST: u32 = 100;

    fn new() -> Self {
        Self { items: Vec::new() }
    }

    fn add(&mut self, name: &str, count: u32) {
        for at in 0..self.items.len() {
            if self.items[at].name == name {
                self.items[at].count = (self.items[at].count + count).min(Self::MOST);
                return;
            }
        }
        self.items.push(Item { name: name.to_string(), count });
    }

    fn take(&mut self, name: &str) -> Option<Item> {
        let at = self.items.iter().position(|item| item.name == name)?;
        if self.items[at].count == 0 {
            return None;
        }
        self.items[at].count -= 1;
        Some(Item { count: 1, ..self.items[at].clone() })
    }
}

async fn main() {
    let mut shop = Shop::new();
    shop.add("tea", 1);
    shop.add("tea", 150);
    println!("{:?} {:?}", shop.take("tea"), shop.take("milk"));
    println!("{:?}", shop.items);
}
