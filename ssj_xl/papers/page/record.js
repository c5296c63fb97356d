/* What a record must look like before anything is computed: its keys, and the form of every value (specification,
   section 11).  Needs ssj1.js and rule.js. */
var RECORD = (function () {
  "use strict";

  var LEAST = "draw root count list quotas", DRAW = "public seed_text S K Km result result_digest";
  var MINIMAL = "spec attempt mode counts weights rule people people_list list_secret commitments nonces source reserve state";
  var ALWAYS = LEAST + " spec attempt mode unit title profile counts weights rule people source strength commitments nonces locked_at state log_head";
  var BROKEN = "draw attempt broken void_at void_why";
  var BROKEN_TOO = "spec profile root count counts quotas weights people source locked_at log_head list substituted";

  function pattern(source) {
    var regexp = new RegExp("^(?:" + source + ")$");
    return function (value) { return typeof value === "string" && regexp.test(value); };
  }

  /* A pattern of one character, so and so many times; a character beyond 16 bits is one. */
  function sized(source, low, high) {
    var fits = pattern("[^" + source + "]*");
    return function (value) {
      var length = fits(value) ? value.replace(/[\ud800-\udbff]/g, "").length : -1;
      return length >= low && length <= high;
    };
  }

  function whole(low, high) {
    return function (value) { return typeof value === "number" && value >= low && value <= high; };
  }

  function list(kind) { return function (value) { return Array.isArray(value) && value.every(kind); }; }

  function isMap(value) { return typeof value === "object" && value !== null && !Array.isArray(value); }

  function map(key, kind) {
    return function (value) {
      return isMap(value) && Object.keys(value).every(function (one) { return key(one) && kind(value[one]); });
    };
  }

  /* A map with exactly these keys, and perhaps the free ones. */
  function keys(needed, free) {
    return function (value) {
      return isMap(value) && Object.keys(needed).every(function (key) { return SSJ1.has(value, key); }) &&
        Object.keys(value).every(function (key) {
          return SSJ1.has(needed, key) ? needed[key](value[key]) : SSJ1.has(free || {}, key) && free[key](value[key]);
        });
    };
  }

  function all(names, kind) {
    var found = {};
    names.split(" ").forEach(function (name) { found[name] = kind; });
    return found;
  }

  function merged() {
    var found = {};
    [].forEach.call(arguments, function (one) { Object.keys(one).forEach(function (key) { found[key] = one[key]; }); });
    return found;
  }

  function time(value) {
    var found = typeof value === "string" && /^([0-9]{4}-[0-9]{2}-[0-9]{2}) ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$/.exec(value);
    return Boolean(found) && RULE.isDay(found[1]);
  }

  function text(value) { return typeof value === "string"; }
  function price(value) { return typeof value === "number" || typeof value === "bigint"; }
  function label(value) { return typeof value === "string" && RULE.isLabel(value); }
  function team(value) { return Array.isArray(value) && value.length > 0 && value.every(text); }

  var WS = RULE.SPACE, CC = RULE.CONTROL;
  var HEX = pattern("[0-9a-f]{64}"), MAYBE = pattern("(?:[0-9a-f]{64})?"), KEY = pattern("[0-9a-f]{32}");
  var PLAIN = sized(CC, 0, Infinity), CODE = sized(CC, 1, 80), PARTY = sized(WS + CC + "=|、，,；;", 1, 20);
  var COUNT = whole(0, 999999999999), PRICES = map(text, price);
  var SOLUTION = {
    teams: map(text, team), level: COUNT, digits: whole(0, 10), prices: keys(all("people visits others", PRICES)),
    blocking: keys(all("every_seat lead_seat", list(text)))
  };
  var PROOF = keys(merged(SOLUTION, all("fixed barred", map(text, list(text)))));
  var CASES = { cases: list(keys({ act: pattern("递补|改派"), at: time, text: text }, { proof: PROOF })) };
  var KINDS = {
    spec: pattern("SSJ-1"), draw: sized(WS + CC + "=|", 1, 80), attempt: whole(1, 999), mode: pattern("分级比例|加权"),
    unit: text, title: text, profile: pattern("公开|不公开等级"), root: HEX, count: COUNT, counts: map(label, COUNT),
    quotas: map(label, COUNT), weights: map(label, whole(1, 100)), rule: text, people: MAYBE, source: text, strength: text,
    commitments: map(PARTY, HEX), nonces: map(PARTY, HEX), locked_at: time, list: list(text), state: pattern("已锁定|已抽取|试抽"),
    log_head: HEX, "public": text, seed_text: text, S: HEX, K: KEY, Km: KEY, result: list(text), reserve: list(text),
    result_digest: HEX, drawn_at: time, names: map(CODE, text), teams: map(CODE, list(text)), void_at: time, void_why: text,
    substituted: list(keys({ left: PLAIN, left_name: text, why: text }, { came: PLAIN })),
    audit: function (value) { return value === true; }, people_list: list(text), list_secret: MAYBE, excluded: map(CODE, text),
    map: map(CODE, keys(all("pid group tier", text))), broken: text,
    regions: keys({ column: PLAIN, root: HEX, parts: map(CODE, keys({ count: COUNT, root: HEX })) }),
    matching: function (value) { return keys({}, CASES)(value) || keys(SOLUTION, CASES)(value); }
  };
  var SECOND = merged(KINDS, {
    format: whole(2, 2), names_root: HEX, public_proof: pattern("(?:[0-9a-f]{96})?"),
    floor: function (value) { return value === "" || (typeof value === "string" && RULE.points(value) > 0); },
    results: list(pattern("(?:[^" + CC + "]*\\t){3}[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    shown: keys(all("names teams times results changes", HEX)), names: map(CODE, PLAIN), teams: map(CODE, list(PLAIN)),
    unit: PLAIN, title: PLAIN, map: map(CODE, keys(all("pid group tier identity name", PLAIN)))
  });

  function isSecond(record) { return SSJ1.has(record, "format"); }
  function isMinimal(record) { return !isSecond(record) && (!SSJ1.has(record, "state") || isTrial(record)); }
  function isTrial(record) { return record.state === "试抽"; }
  function isDrawn(record) { return record.state === "已抽取" || SSJ1.has(record, "seed_text"); }
  function isPrivate(record) { return record.profile === "不公开等级"; }

  /* [keys that a record of its sort must have, keys that it may have besides]. */
  function sort(record) {
    var drawn = isDrawn(record), needed = ALWAYS;
    if (SSJ1.has(record, "broken")) { return [BROKEN, BROKEN_TOO]; }
    if (isMinimal(record)) {
      drawn = DRAW.split(" ").some(function (key) { return SSJ1.has(record, key); });
      return [LEAST + (drawn ? " " + DRAW : ""), MINIMAL];
    }
    if (drawn) { needed += " " + DRAW + " reserve drawn_at names teams"; }
    if (SSJ1.has(record, "audit")) { needed += " audit people_list list_secret map excluded matching teams"; }
    if (isSecond(record)) { needed += " format names_root floor results shown" + (drawn ? " public_proof substituted" : ""); }
    return [needed, "void_at void_why substituted regions"];
  }

  function isEmpty(value) { return text(value) ? !value : !value || !Object.keys(value).length; }

  /* Every key that is missing, foreign or of another form, as a sentence. */
  function faults(record) {
    var found = [], sorts, known, kinds;
    if (!isMap(record)) { return ["不是一份记录。"]; }
    sorts = sort(record);
    known = sorts.join(" ").split(" ");
    kinds = isSecond(record) ? SECOND : KINDS;
    sorts[0].split(" ").forEach(function (key) { if (!SSJ1.has(record, key)) { found.push("缺少“" + key + "”。"); } });
    Object.keys(record).forEach(function (key) {
      if (known.indexOf(key) < 0) { found.push("含有不属于记录的内容“" + key + "”。"); } else if (!kinds[key](record[key])) {
        found.push("“" + key + "”的写法不对。");
      }
    });
    if (record.state === "已锁定") {
      ["seed_text", "nonces", "teams", "substituted", "matching"].forEach(function (key) {
        if (!isEmpty(record[key])) { found.push("写明尚未抽取，却有“" + key + "”。"); }
      });
    }
    if (SSJ1.has(record, "void_at") !== SSJ1.has(record, "void_why")) { found.push("作废时间和作废原因应同时有。"); }
    return found;
  }

  return { faults: faults, isSecond: isSecond, isMinimal: isMinimal, isTrial: isTrial, isDrawn: isDrawn, isPrivate: isPrivate, isMap: isMap };
}());
