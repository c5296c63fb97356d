/* The outcome of one check: { state: "ok" | "bad" | "open", text, details }. */
var STEP = (function () {
  "use strict";

  var MOST = 5;

  function ok(text) { return { state: "ok", text: text, details: [] }; }
  function open(text) { return { state: "open", text: text, details: [] }; }
  function bad(text, details) { return { state: "bad", text: text, details: details || [] }; }

  /* ok, or bad with the first few of the faults. */
  function judged(faults, text, trouble) {
    var more = faults.length > MOST ? ["另有 " + (faults.length - MOST) + " 处。"] : [];
    return faults.length ? bad(trouble, faults.slice(0, MOST).concat(more)) : ok(text);
  }

  return { ok: ok, open: open, bad: bad, judged: judged };
}());
