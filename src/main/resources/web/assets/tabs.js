// Tabs as the ARIA practices have them: arrows move between them, Tab goes on into the panel.

export function makeTabs(list, onShow) {
  const tabs = [...list.querySelectorAll('[role=tab]')];
  const panel = (tab) => document.getElementById(tab.getAttribute('aria-controls'));

  function show(chosen) {
    for (const tab of tabs) {
      tab.setAttribute('aria-selected', String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      panel(tab).hidden = tab !== chosen;
    }
    onShow(panel(chosen).id);
  }

  for (const tab of tabs) {
    tab.addEventListener('click', () => show(tab));
  }
  list.addEventListener('keydown', (press) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[press.key];
    if (to !== undefined) {
      press.preventDefault();
      const next = tabs[to % tabs.length];
      next.focus();
      show(next);
    }
  });
}
