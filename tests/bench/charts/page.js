"use strict";
// The samples of samples.py.
function sample(chart, curve, second) {
  if ((second + 137 * chart) % 900 < 60) return null;
  const wave = Math.sin(second / 97 + chart) + 0.6 * Math.sin(second / 7.3 + 2 * curve);
  return 0.2 + 0.05 * curve + 0.02 * wave + 0.02 * ((second * 7919 + chart * 104729 + curve * 1299) % 997) / 997;
}

async function main() {
  const set = await (await fetch("setting")).json();
  const wall = document.getElementById("wall");
  wall.style.gridTemplateColumns = `repeat(${set.columns}, 1fr)`;
  const wide = Math.floor(set.width / set.columns);
  const high = Math.floor(set.height / Math.ceil(set.charts / set.columns));
  let now = 1e9;
  const times = [], charts = [];
  for (let n = 0; n < set.points; n++) times.push(now++);
  // Limits as one draws them with uPlot: a hook on the canvas.
  const limits = (u) => {
    u.ctx.save();
    u.ctx.strokeStyle = "#6f7f8a";
    u.ctx.setLineDash([4, 4]);
    for (const limit of set.limits) {
      const y = Math.round(u.valToPos(limit, "y", true)) + 0.5;
      u.ctx.beginPath();
      u.ctx.moveTo(u.bbox.left, y);
      u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
      u.ctx.stroke();
    }
    u.ctx.restore();
  };
  for (let chart = 0; chart < set.charts; chart++) {
    const tile = document.createElement("div");
    tile.className = "tile";
    tile.innerHTML = `<div class="name">Service ${chart}</div><div class="value"></div>`;
    wall.appendChild(tile);
    const rows = [];
    for (let curve = 0; curve < set.curves; curve++) rows.push(times.map((at) => sample(chart, curve, at)));
    const low = times.map(() => set.band[0]), top = times.map(() => set.band[1]);
    const axis = { stroke: "#8e9aa6", grid: { stroke: "#222a31", width: 1 }, ticks: { show: false }, font: "11px sans-serif" };
    const line = (stroke, dash) => ({ stroke, dash, width: 2, points: { show: false } });
    const hidden = { stroke: "transparent", width: 0, points: { show: false } };
    const u = new uPlot({
      width: wide, height: high - 86, legend: { show: false }, cursor: { show: false }, pxAlign: 1,
      scales: { x: { time: true }, y: { range: [0, 0.5] } },
      axes: [{ ...axis, size: 20 }, { ...axis, size: 40 }],
      series: [{}, line("#a3b0ba"), line("#6f7f8a"), line("#6f7f8a", [5, 5]), hidden, hidden],
      bands: [{ series: [5, 4], fill: "#273039" }],
      hooks: { draw: [limits] },
    }, [times, ...rows, low, top], tile);
    charts.push({ u, rows, low, top, value: tile.querySelector(".value") });
  }
  // Arrays are moved on in place, all charts share one of the times: the least that uPlot's data can cost.
  const frame = () => {
    times.push(now); times.shift();
    charts.forEach((c, chart) => {
      c.rows.forEach((row, curve) => { row.push(sample(chart, curve, now)); row.shift(); });
      const last = c.rows[0][c.rows[0].length - 1];
      c.value.textContent = last === null ? "No proof" : `${Math.round(last * 1000)} ms`;
      c.u.setData([times, ...c.rows, c.low, c.top]);
    });
    now++;
  };
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)));
  await fetch("done");
  for (;;) {
    const frames = Number(await (await fetch("next")).text());
    if (!frames) return;
    for (let n = 0; n < frames; n++) {
      const began = performance.now();
      frame();
      await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done, Math.max(0, 1000 - (performance.now() - began))));
    }
    await fetch("done");
  }
}
main();
