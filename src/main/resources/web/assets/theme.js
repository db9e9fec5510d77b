// Not a module: it runs before the first paint, so that nobody who chose dark is dazzled.
(() => {
  const choices = ['auto', 'light', 'dark'];
  const read = () => {
    try {
      return localStorage.getItem('pen.theme');
    } catch {
      return null; // storage is off
    }
  };
  let chosen = choices.includes(read()) ? read() : 'auto';
  const apply = () => {
    document.documentElement.dataset.theme = chosen;
  };
  apply();
  window.penTheme = {
    get chosen() {
      return chosen;
    },
    next() {
      chosen = choices[(choices.indexOf(chosen) + 1) % choices.length];
      try {
        localStorage.setItem('pen.theme', chosen);
      } catch {
        // it lasts as long as the page, then
      }
      apply();
      return chosen;
    },
  };
})();
