// Counts down to an instant and shows the service's own time, second by second, from what the server said.
(() => {
  const started = performance.now();
  const passed = () => Math.floor((performance.now() - started) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const hours = (seconds) => `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const left = (one) => {
    const seconds = Math.max(0, Number(one.dataset.left) - passed());
    const days = Math.floor(seconds / 86400);
    one.textContent = (days ? `${days} ${days === 1 ? one.dataset.day : one.dataset.days} ` : "") + hours(seconds % 86400);
  };
  const clocks = [...document.querySelectorAll("[data-clock]")].map((one) => {
    const [hour, minute, second] = one.textContent.split(":").map(Number);
    return [one, hour * 3600 + minute * 60 + second];
  });
  const tick = () => {
    document.querySelectorAll("[data-left]").forEach(left);
    for (const [one, at] of clocks) one.textContent = hours((at + passed()) % 86400);
  };
  tick();
  setInterval(tick, 1000);
})();
