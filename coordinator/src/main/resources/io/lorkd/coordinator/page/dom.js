// The few things that every view does with the document.

export const at = id => document.getElementById(id);

/** A new element: element("td", {class: "number", onclick: f}, "text", child). Attributes that are null are left out. */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value == null) {
      continue;
    }
    if (key.startsWith("on")) {
      node.addEventListener(key.slice(2), value);
    } else {
      node.setAttribute(key, value);
    }
  }
  node.append(...children.filter(child => child != null));
  return node;
}

/** Sets a node's text where it differs: what has not changed is neither laid out nor read aloud again. */
export function say(node, text) {
  const wanted = String(text ?? "");
  if (node.textContent !== wanted) {
    node.textContent = wanted;
  }
}

/** Sets an attribute where it differs; null takes it away. */
export function mark(node, name, value) {
  if (value == null) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

export function show(node, visible) {
  if (node.hidden === visible) {
    node.hidden = !visible;
  }
}

const kept = new WeakMap();

/**
 * Brings a parent's children in step with a list: each item keeps its node for as long as it is in the list, so that focus,
 * selection and what is folded open stay where they are.
 *
 * @param keyOf what an item is told apart by
 * @param create makes an item's node
 * @param update called with node and item, after create and each time again
 */
export function keep(parent, items, keyOf, create, update = () => {}) {
  const before = kept.get(parent) ?? new Map();
  const after = new Map();
  let next = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const node = before.get(key) ?? create(item);
    after.set(key, node);
    update(node, item);
    if (node === next) {
      next = next.nextElementSibling;
    } else {
      parent.insertBefore(node, next);
    }
  }
  for (const [key, node] of before) {
    if (!after.has(key)) {
      node.remove();
    }
  }
  kept.set(parent, after);
}
