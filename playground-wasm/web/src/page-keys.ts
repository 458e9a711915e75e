// Keys that are pressed in a widget and mean nothing to the page.

/**
 * mdBook turns the page on an arrow and opens its search on an `s`, and spares only text fields.
 * Keys with a modifier mean nothing to it and belong to the browser and its extensions.
 */
export function keepFromPage(event: KeyboardEvent): void {
  if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
}
