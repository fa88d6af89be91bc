"use strict";
// The map: clusters where many incidents lie, single ones with the area in which they may lie, and whole areas where nothing nearer is told.
(() => {
  const L = window.L, topojson = window.topojson;
  let map = null, drawn = null, areas = null, land = null, asked = 0, shapes = null, fitted = false;
  const base = "/static/vendor/world-atlas/countries-50m.json", codes = "/static/countries.json";

  const line = (item) => {
    const box = document.createElement("div"), link = document.createElement("a"), facts = document.createElement("p");
    link.href = `/incidents/${encodeURIComponent(item.id)}`;
    link.textContent = item.headline;
    facts.className = "quiet";
    const near = item.km ? `, within ${item.km} km` : "";
    facts.textContent = `${item.contested ? "≠ contested · " : ""}${item.reports} report${item.reports === 1 ? "" : "s"} · ${item.place || "no place told"} (${item.precision}${near})`;
    box.append(link, facts);
    return box;
  };
  const several = (items, title) => {
    const box = document.createElement("div"), head = document.createElement("b");
    head.textContent = title;
    box.append(head, ...items.slice(0, 8).map(line));
    if (items.length > 8) box.append(`and ${items.length - 8} more`);
    return box;
  };
  const hot = (items) => (items.some((item) => item.contested) ? " contested" : "");

  const single = (item) => {
    if (item.km) L.circle([item.lat, item.lon], { radius: item.km * 1000, className: `spot-area${hot([item])}`, interactive: false, color: "", fillColor: "" }).addTo(drawn);
    L.circleMarker([item.lat, item.lon], { radius: 6, className: `spot${hot([item])}`, color: "", fillColor: "", fillOpacity: 1 }).bindPopup(() => line(item)).addTo(drawn);
  };
  const together = (items) => {  // Incidents at the very same point open as one list.
    if (items.length === 1) { single(items[0]); return; }
    const [first] = items, km = Math.max(...items.map((item) => item.km || 0));
    if (km) L.circle([first.lat, first.lon], { radius: km * 1000, className: `spot-area${hot(items)}`, interactive: false, color: "", fillColor: "" }).addTo(drawn);
    numbered(first.lat, first.lon, items.length, hot(items)).bindPopup(() => several(items, `${items.length} incidents here`)).addTo(drawn);
  };
  const numbered = (lat, lon, count, more) =>
    L.circleMarker([lat, lon], { radius: Math.min(26, 9 + 3 * Math.log2(count)), className: `cluster${more}`, color: "", fillColor: "", fillOpacity: 1 })
      .bindTooltip(String(count), { permanent: true, direction: "center", className: "count" });
  const area = (items) => {
    const [first] = items, style = { className: `area-shape${hot(items)}`, color: "", fillColor: "" };
    const whole = first.precision === "country" && shapes && shapes.get(first.country);
    const shape = whole ? L.geoJSON(whole, { style: () => style }) : first.box ? L.rectangle([[first.box[0], first.box[1]], [first.box[2], first.box[3]]], style) : null;
    if (shape) shape.bindPopup(() => several(items, `Somewhere in ${first.place}`)).addTo(areas);
  };
  const grouped = (items, key) => {
    const found = new Map();
    for (const item of items) { const at = key(item); found.set(at, [...(found.get(at) || []), item]); }
    return [...found.values()];
  };

  // Rings that cross the 180th meridian go on beyond it, instead of all around the world.
  const unwound = (feature) => {
    const ring = (points) => {
      let turn = 0;
      return points.map(([lon, lat], at) => {
        const step = at ? lon - points[at - 1][0] : 0;
        if (Math.abs(step) > 180) turn -= 360 * Math.sign(step);
        return [lon + turn, lat];
      });
    };
    const { type, coordinates } = feature.geometry;
    return { ...feature, geometry: { type, coordinates: type === "Polygon" ? coordinates.map(ring) : coordinates.map((part) => part.map(ring)) } };
  };

  // Where a country's name stands: the middle of its largest part.
  const middle = (feature) => {
    const { type, coordinates } = feature.geometry;
    const bounds = (type === "Polygon" ? [coordinates] : coordinates).map((part) => L.latLngBounds(part[0].map(([lon, lat]) => [lat, lon])));
    const size = (box) => (box.getNorth() - box.getSouth()) * (box.getEast() - box.getWest());
    return bounds.sort((a, b) => size(b) - size(a))[0].getCenter();
  };

  const show = async () => {
    const box = document.getElementById("map"), results = document.getElementById("results");
    if (!map || !box) return;
    const bounds = map.getBounds(), number = ++asked;
    const bound = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(4);
    const seen = fitted ? `south=${bound(bounds.getSouth(), 90)}&west=${bound(bounds.getWest(), 180)}&north=${bound(bounds.getNorth(), 90)}&east=${bound(bounds.getEast(), 180)}&zoom=${Math.floor(map.getZoom())}` : "zoom=3";
    const answer = await fetch(`/map.json?${results.dataset.query}&${seen}`);
    if (!answer.ok || number !== asked) return;
    const told = await answer.json();
    drawn.clearLayers();
    areas.clearLayers();
    grouped(told.areas, (item) => (item.precision === "country" ? item.country : String(item.box))).forEach(area);
    told.clusters.forEach((it) => numbered(it.lat, it.lon, it.count, it.contested ? " contested" : "").on("click", () => map.setView([it.lat, it.lon], map.getZoom() + 2)).addTo(drawn));
    grouped(told.incidents, (item) => `${item.lat} ${item.lon}`).forEach(together);
    if (!fitted) {
      fitted = true;
      const points = [...told.incidents, ...told.clusters].map((item) => [item.lat, item.lon]);
      const around = points.length ? L.latLngBounds(points) : areas.getLayers().length ? areas.getBounds() : null;
      if (around) map.fitBounds(around.pad(0.2), { maxZoom: 6, animate: false });
    }
    box.dataset.ready = String(told.incidents.length + told.clusters.length);
  };

  const start = async () => {
    const box = document.getElementById("map");
    if (!box || !L) return;
    fitted = false;
    map = L.map(box, { minZoom: 1, maxZoom: 11, worldCopyJump: true, zoomSnap: 0.5, maxBounds: [[-90, -240], [90, 240]], zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches }).setView([15, 25], 2);
    map.attributionControl.setPrefix(false).addAttribution("Natural Earth");
    map.createPane("land").style.zIndex = 100;
    land = land || (await Promise.all([base, codes].map((address) => fetch(address).then((answer) => answer.json()))));
    const [world, iso] = land, features = topojson.feature(world, world.objects.countries).features.filter((feature) => feature.id !== "010").map(unwound);
    shapes = new Map(features.map((feature) => [iso[feature.id], feature]));
    L.geoJSON(features, { pane: "land", interactive: false, renderer: L.svg({ pane: "land", padding: 0.5 }), style: () => ({ className: "land", color: "", fillColor: "", fillOpacity: 1 }) }).addTo(map);
    const names = L.layerGroup(features.map((feature) => L.tooltip({ permanent: true, direction: "center", className: "named", interactive: false }).setLatLng(middle(feature)).setContent(feature.properties.name)));
    map.on("zoomend", () => (map.getZoom() >= 4 ? names.addTo(map) : names.remove()));
    areas = L.featureGroup().addTo(map);
    drawn = L.featureGroup().addTo(map);
    map.on("moveend", () => { if (fitted) show(); });
    await show();
  };
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:afterSettle", () => {
    const box = document.getElementById("map");
    if (!box) return;
    if (!box._leaflet_id) { start(); return; }
    fitted = false;  // Another filter: the view follows what it lets through.
    map.invalidateSize();
    show();
  });
  document.addEventListener("desk:fresh", show);
})();
