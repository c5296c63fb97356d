/* Whether the page shows what its records say.  Every place is drawn anew from the records; a place that stood otherwise
   is named, and so is fixed text that is not the released page's.  Needs the tables PLACES and BODY, sha256.js, dom.js, sections.js. */
var FRAME = (function () {
  "use strict";

  var FILLED = ["differs", "verdict", "steps", "attempt", "found", "receipt-result", "shown", "rows", "copied"];
  var LATER = ["unit", "title", "results"], RESULT = /^(?:[^\t]*\t){3}[0-9]{4}-[0-9]{2}-[0-9]{2}$/, LINES = { others: /^(?:[^\t]*\t){6}[^\t]*$/, cautions: /^[^\t\n]+$/, changes: /^(?:[^\t]*\t){5}[^\t]*$/, tally: /^[^\t]+\t[0-9]{1,9}\t[0-9]{1,9}$/ };

  function fail(text) { throw new Error(text); }

  /* What the page says beside its records may only be what the last of them does not say. */
  function checkFacts(facts, record) {
    Object.keys(facts).forEach(function (key) {
      if (key !== "made_on" && !SSJ1.has(LINES, key) && (LATER.indexOf(key) < 0 || SSJ1.has(record, key))) { fail("网页另附了“" + key + "”"); }
    });
    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(facts.made_on)) { fail("网页没有生成日期"); }
    Object.keys(LINES).forEach(function (key) {
      if (!Array.isArray(facts[key]) || !facts[key].every(function (line) { return LINES[key].test(line); })) { fail((PLACES[key] || PLACES.status) + "的写法不对"); }
    });
    (facts.results || []).forEach(function (line) { if (!RESULT.test(line)) { fail("检查结果的写法不对"); } });
  }

  /* As it was published: what scripts fill is empty again, also in a copy that a browser saved. */
  function clear() {
    FILLED.forEach(function (id) { if (DOM.byId(id)) { DOM.fill(DOM.byId(id), []); } });
    if (DOM.byId("choose")) { DOM.byId("choose").setAttribute("hidden", ""); }
    if (DOM.byId("verify")) { DOM.byId("verify").removeAttribute("class"); }
  }

  function escaped(text) { return text.replace(/&/g, "&amp;").replace(/[<]/g, "&lt;").replace(/"/g, "&quot;"); }

  /* An element's markup in one spelling, without what scripts and places hold; readers without scripts have a text of their own. */
  function markup(node) {
    var tag, found = "", bare;
    if (node.nodeType === 3) { return escaped(node.data); }
    if (node.nodeType !== 1) { return "<!--" + escaped(node.data || "") + "-->"; }
    tag = node.tagName.toLowerCase();
    bare = tag === "script" || tag === "noscript" || node.hasAttribute("data-slot");
    [].map.call(node.attributes, function (one) { return " " + one.name + "=\"" + escaped(one.value) + "\""; }).sort().forEach(function (text) { found += text; });
    return "<" + tag + found + ">" + (bare ? "" : inside(node)) + "<" + "/" + tag + ">";
  }

  function inside(node) { return [].map.call(node.childNodes, markup).join(""); }

  function isReleased() { return SHA256.digest(inside(document.body).replace(/\s+$/, "")) === BODY; }

  function isSame(place, children) {
    var is = place.cloneNode(true), due = DOM.fill(place.cloneNode(false), children);
    is.normalize();
    due.normalize();
    return is.isEqualNode(due);
  }

  /* Draw all places; the names of those that stood otherwise. */
  function redraw(built) {
    var differ = [];
    [].forEach.call(document.querySelectorAll("[data-slot]"), function (place) {
      var name = place.getAttribute("data-slot"), children = built && SSJ1.has(built, name) ? built[name] : "（无法由记录得出）";
      if (!isSame(place, children) && differ.indexOf(PLACES[name] || name) < 0) { differ.push(PLACES[name] || name); }
      DOM.fill(place, children);
    });
    return differ;
  }

  function built(records, facts, faults) {
    try {
      checkFacts(facts, records[records.length - 1]);
      return SECTIONS.build(records, facts);
    } catch (error) {
      faults.push("所附的记录缺项或读不懂，显示的内容无法由它得出：" + error.message + "。");
      return null;
    }
  }

  /* Draw the page from its records; what was shown otherwise, as sentences. */
  function show(records, facts) {
    var faults = [], parts, differ;
    clear();
    if (!isReleased()) { faults.push("网页的固定文字或结构与发布的模板不同：增加、删除或改动过内容。"); }
    parts = built(records, facts, faults);
    differ = redraw(parts);
    if (differ.length) { faults.push("显示的内容与所附记录不同：" + differ.join("、") + "。现在显示的是记录里的。"); }
    if (parts && document.title !== tidy(parts.title + " 抽查公示 " + parts.unit)) { faults.push("网页标题与所附记录不同。"); }
    if (faults.length) { DOM.fill(DOM.byId("differs") || document.body, DOM.make("p", "verdict bad", "✗ 这个网页被改动过。" + faults.join(""))); }
    return faults;
  }

  /* As a browser gives a title back. */
  function tidy(text) { return DOM.plain(text).replace(/[\t\n\f\r ]+/g, " ").replace(/^ | $/g, ""); }

  return { show: show };
}());
