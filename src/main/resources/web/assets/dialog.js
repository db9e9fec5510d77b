// One dialog for everything that is asked or shown. The browser keeps the focus inside and gives it back.

import { $, el, text } from './dom.js';

const dialog = $('dialog');
let round = 0;

dialog.addEventListener('click', (press) => {
  if (press.target === dialog) {
    dialog.close(); // beside it
  }
});

export function closeDialog() {
  dialog.close();
}

function show(title, ...content) {
  round++;
  dialog.replaceChildren(el('h2', { id: 'dialog-title' }, title), ...content);
  if (!dialog.open) {
    dialog.showModal();
  }
  (dialog.querySelector('[autofocus]') ?? dialog.querySelector('input, button'))?.focus();
}

/** Shows something with buttons: `{name, class, run}` each. */
export function showDialog(title, content, buttons = []) {
  const close = el('button', { type: 'button', class: 'quiet', onclick: closeDialog }, 'Close');
  show(title, ...content, el('div', { class: 'row' }, ...buttons.map(({ name, class: kind, run, disabled }) =>
    el('button', { type: 'button', class: kind, onclick: run, disabled }, name)), el('span', { class: 'grow' }), close));
}

export const showText = (title, words) => showDialog(title, [el('pre', { tabindex: '0' }, words)]);

/**
 * Asks before something is done.
 *
 * @param title the question
 * @param lines what will happen, a paragraph each
 * @param fields `{name, label, type, value, min, max, hint, ...}` of what must be known for it
 * @param confirm the word on the button
 * @param danger whether it cannot be taken back
 * @param run does it: gets the values by name; what it throws is shown, and the dialog stays
 */
export function ask({ title, lines, fields = [], confirm, danger = false, run }) {
  const inputs = fields.map(({ label, hint, ...rest }) => {
    const input = el('input', { required: true, autocomplete: 'off', spellcheck: 'false', ...rest, id: 'field-' + rest.name });
    const note = hint ? el('small', { class: 'soft', id: `hint-${rest.name}` }, hint) : null;
    if (note) {
      input.setAttribute('aria-describedby', note.id);
    }
    return { input, node: el('div', { class: 'field' }, el('label', { for: input.id }, label), input, note) };
  });
  const wrong = el('p', { class: 'wrong', role: 'alert' });
  const button = el('button', { type: 'submit', id: 'confirm', class: danger ? 'danger' : 'strong', autofocus: fields.length === 0 }, confirm);
  const cancel = el('button', { type: 'button', class: 'quiet', onclick: closeDialog }, 'Cancel');
  const form = el('form', { novalidate: false }, ...lines.map((line) => el('p', {}, line)), ...inputs.map(({ node }) => node),
    wrong, el('div', { class: 'row end' }, cancel, button));
  form.addEventListener('submit', async (submit) => {
    submit.preventDefault();
    const mine = round;
    button.disabled = true;
    text(wrong, '');
    try {
      await run(Object.fromEntries(inputs.map(({ input }) => [input.name, input.type === 'number' ? Number(input.value) : input.value.trim()])));
      if (mine === round) {
        closeDialog();
      }
    } catch (failure) {
      text(wrong, failure.message);
    }
    button.disabled = false;
  });
  show(title, form);
}

let timer;
/** Says in passing that something worked. */
export function toast(words) {
  const node = $('toast');
  text(node, words);
  node.classList.add('shown');
  clearTimeout(timer);
  timer = setTimeout(() => {
    node.classList.remove('shown');
    text(node, '');
  }, 6000);
}
