// The one way into the document. Text goes in as text, never as HTML: names come from other machines.

export const $ = (id) => document.getElementById(id);

/** An element: `el('p', {class: 'soft', onclick: f}, 'text', child)`. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (value === true) {
      node.setAttribute(name, '');
    } else if (value !== false && value != null) {
      node.setAttribute(name, value);
    }
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

/** A picture of the sprite in the page; said by the text beside it. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', '#i-' + name);
  svg.append(use);
  return svg;
}

export function setIcon(svg, name) {
  attribute(svg.firstElementChild, 'href', '#i-' + name);
}

/** Sets the text if it is another one: what does not change costs no layout and no word of a screen reader. */
export function text(node, value) {
  const wanted = String(value);
  if (node.textContent !== wanted) {
    node.textContent = wanted;
  }
}

/** Sets an attribute if it is another one; null takes it away. */
export function attribute(node, name, value) {
  if (value == null) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

/**
 * Makes the children of a parent those of the items, in their order. A node stays with its key, so that focus and
 * selection stay where they are.
 */
export function keyed(parent, items, keyOf, create, update) {
  const known = parent.keyedNodes ?? (parent.keyedNodes = new Map());
  const wanted = new Set();
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    wanted.add(key);
    let node = known.get(key);
    if (!node) {
      node = create(item);
      known.set(key, node);
    }
    update(node, item);
    if (node === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(node, place);
    }
  }
  for (const [key, node] of known) {
    if (!wanted.has(key)) {
      node.remove();
      known.delete(key);
    }
  }
}

/** Calls it when nobody has called it for a while. */
export function settled(milliseconds, run) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...values), milliseconds);
  };
}
