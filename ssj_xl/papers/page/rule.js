/* The announced rule read back, and the quotas it gives: whole numbers only, rounded up because the wording is
   不低于.  Needs ssj1.js. */
var RULE = (function () {
  "use strict";

  var BY_RATIO = "分级比例", WEIGHTED = "加权";
  /* White space and control characters, written out: languages differ in what they count among them. */
  var SPACE = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000", CONTROL = "\\x00-\\x1f\\x7f-\\x9f";
  var LABEL = new RegExp("^(?![" + SPACE + "])[^=|" + CONTROL + "]*[^=|" + CONTROL + SPACE + "]$");
  var NUMBER = "(?:0|[1-9][0-9]{0,8})", POSITIVE = "[1-9][0-9]{0,8}";
  var WORDS = { total: NUMBER, team: "(?![01]$)" + NUMBER, items: "[^]*", end: "[0-9]{4}-[0-9]{2}-[0-9]{2}", reserve: POSITIVE, pid: "2", seats: "[^]*" };
  var ORDER = ["total", "team", "items", "party", "seats", "end", "reserve", "pid"];

  function fail(text) { throw new Error(text); }

  function isLabel(text) { return LABEL.test(text) && text.replace(/[\ud800-\udbff]/g, "").length <= 20; }

  /* Whether a day of the calendar. */
  function isDay(text) {
    var found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text), year, month;
    if (!found) { return false; }
    year = +found[1];
    month = +found[2];
    return year > 0 && month >= 1 && month <= 12 && +found[3] >= 1 &&
      +found[3] <= [31, year % 4 === 0 && year % 100 || year % 400 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  }

  /* A percentage in its one spelling as basis points; -1 for another text. */
  function points(text) {
    var found = /^(0|[1-9][0-9]{0,2})(?:\.([0-9]?[1-9]))?%$/.exec(text), value;
    value = found ? found[1] * 100 + +((found[2] || "") + "00").slice(0, 2) : -1;
    return value > 10000 ? -1 : value;
  }

  function items(text) {
    var found = text ? text.split("、") : [];
    found.forEach(function (item, i) {
      if (!item || i && SSJ1.byBytes(found[i - 1], item) >= 0) { fail("规则的事项“" + text + "”没有排好"); }
    });
    return found;
  }

  /* Fields are in their one order: groups by label, each with its .min behind it, then the words, parties by code. */
  function place(before, after) {
    if (before.step !== after.step ? before.step > after.step : SSJ1.byBytes(before.name, after.name) >= 0) {
      fail("规则的“" + after.name + "”不在应有的位置");
    }
  }

  /* { mode, groups: label → {points, minimum, lots}, total, team, items, end, reserve, parties, seats, pid }; throws for every
     text that is not the one spelling of a rule. */
  function parse(text) {
    var fields = text.split(";"), last = { step: -2, name: "" };
    var rule = { mode: fields[0], groups: Object.create(null), parties: Object.create(null), total: null, reserve: 0, pid: 1 };
    if (rule.mode !== BY_RATIO && rule.mode !== WEIGHTED) { fail("规则的抽取方式不认识"); }
    if (new RegExp("[" + CONTROL + "]").test(text)) { fail("规则里有控制字符"); }
    fields.slice(1).forEach(function (field) {
      var at = field.indexOf("="), key = field.slice(0, at), value = field.slice(at + 1), here = { step: -1, name: key };
      if (at < 0) { fail("规则中“" + field + "”读不懂"); }
      if (SSJ1.has(WORDS, key)) {
        here.step = ORDER.indexOf(key);
        word(rule, key, value);
      } else if (key.indexOf("party.") === 0) {
        here.step = ORDER.indexOf("party");
        if (!/^[0-9A-Z._-]{1,40}$/.test(key.slice(6))) { fail("规则的参与方“" + key + "”读不懂"); }
        rule.parties[key.slice(6)] = items(value);
      } else if (/\.min$/.test(key)) {
        here = { step: -1, name: minimum(rule, last, key, value), minimum: true };
        last = { step: -2, name: "" };
      } else { group(rule, key, value); }
      place(last, here);
      last = here;
    });
    if (rule.team === undefined || rule.items === undefined || rule.end === undefined) { fail("规则缺少每组人数、事项或截止日期"); }
    if (rule.mode === WEIGHTED && rule.total === null) { fail("加权的规则缺少总数"); }
    return rule;
  }

  function word(rule, key, value) {
    if (!new RegExp("^" + WORDS[key] + "$").test(value) || key === "end" && !isDay(value)) { fail("规则中“" + key + "=" + value + "”读不懂"); }
    rule[key] = key === "items" ? items(value) : key === "seats" ? seats(rule, value) : key === "end" ? value : +value;
  }

  /* Seats by party, the initiator first and the others by code: { first, count: party → seats }; each party of the rule once. */
  function seats(rule, text) {
    var found = { first: "", count: Object.create(null) }, before = "";
    text.split("、").forEach(function (part, i) {
      var match = /^([0-9A-Z._-]{1,40}):([1-9])$/.exec(part);
      if (!match || !SSJ1.has(rule.parties, match[1]) || SSJ1.has(found.count, match[1]) || i > 1 && SSJ1.byBytes(before, match[1]) >= 0) {
        fail("规则的席位“" + text + "”读不懂");
      }
      if (!i) { found.first = match[1]; }
      before = match[1];
      found.count[before] = +match[2];
    });
    if (Object.keys(found.count).length !== Object.keys(rule.parties).length) { fail("规则的席位“" + text + "”缺少参与方"); }
    return found;
  }

  function group(rule, label, value) {
    var lots = /^([1-9][0-9]?|100)签$/.exec(value), weighted = rule.mode === WEIGHTED;
    if (!isLabel(label) || ["X", "M", "*"].indexOf(label) >= 0 || (weighted ? !lots && value !== "100%" : points(value) < 0)) {
      fail("规则中“" + label + "=" + value + "”读不懂");
    }
    rule.groups[label] = { points: lots ? 0 : points(value), minimum: 0, lots: lots ? +lots[1] : 0 };
  }

  /* The least number of the group that stands just before; returns its label. */
  function minimum(rule, last, key, value) {
    var label = key.slice(0, -4);
    if (last.step !== -1 || last.name !== label || last.minimum || rule.mode === WEIGHTED || !new RegExp("^" + POSITIVE + "$").test(value)) {
      fail("规则中“" + key + "=" + value + "”读不懂");
    }
    rule.groups[label].minimum = +value;
    return label;
  }

  function whole(a, b) { return (a - a % b) / b; }

  /* [quotient, remainder] of a·b by c, exact although a·b may be too long for a number: bit by bit. */
  function mulDiv(a, b, c) {
    var q = 0, r = 0, bits = a.toString(2), i, step = whole(b, c), rest = b % c;
    for (i = 0; i < bits.length; i++) {
      q *= 2;
      r *= 2;
      if (bits.charAt(i) === "1") { q += step; r += rest; }
      while (r >= c) { r -= c; q++; }
    }
    return [q, r];
  }

  function shares(count, claims, groups) {
    var total = groups.reduce(function (sum, g) { return sum + claims[g]; }, 0), found = Object.create(null);
    groups.forEach(function (g) { found[g] = mulDiv(count, claims[g], total); });
    return found;
  }

  /* Deal `missing` more places by largest remainder of the claims, never beyond a group's room: a group whose share
     is more than its room is filled, and the rest dealt among the others.  Claims are above 0 where there is room. */
  function apportion(missing, room, claims) {
    var given = Object.create(null), waiting = Object.keys(room), share, full, left;
    waiting.forEach(function (g) { given[g] = 0; });
    left = Math.min(missing, waiting.reduce(function (sum, g) { return sum + room[g]; }, 0));
    function isFull(g) { return share[g][0] >= room[g]; }
    function fill(g) {
      given[g] = room[g];
      left -= room[g];
    }
    while (left > 0) {
      share = shares(left, claims, waiting);
      full = waiting.filter(isFull);
      if (!full.length) { return remainders(given, left, { share: share, claims: claims, groups: waiting }); }
      full.forEach(fill);
      waiting = waiting.filter(function (g) { return full.indexOf(g) < 0; });
    }
    return given;
  }

  function remainders(given, left, deal) {
    var share = deal.share, claims = deal.claims;
    deal.groups.forEach(function (g) {
      given[g] = share[g][0];
      left -= share[g][0];
    });
    deal.groups.sort(function (a, b) {
      return share[b][1] - share[a][1] || claims[b] - claims[a] || SSJ1.byBytes(a, b);
    }).slice(0, left).forEach(function (g) { given[g]++; });
    return given;
  }

  function byRatio(rule, drawn) {
    var quotas = Object.create(null), room = Object.create(null), claims = Object.create(null), sum = 0, all = 0;
    Object.keys(drawn).forEach(function (label) {
      var size = drawn[label], group = rule.groups[label];
      quotas[label] = Math.min(size, Math.max(group.minimum, whole(size * group.points + 9999, 10000)));
      room[label] = size - quotas[label];
      claims[label] = size * (group.points || 10000);
      sum += quotas[label];
      all += size;
    });
    var extra = apportion(Math.max(0, Math.min(rule.total || 0, all) - sum), room, claims);
    Object.keys(extra).forEach(function (label) { quotas[label] += extra[label]; });
    return quotas;
  }

  /* Quotas by pool of a list with these sizes: X none, M all, the others as the rule says. */
  function quotas(rule, sizes) {
    var drawn = Object.create(null), apart = Object.create(null), found = Object.create(null), all = 0;
    Object.keys(sizes).forEach(function (label) {
      if (label === SSJ1.EXCLUDED || label === SSJ1.MANDATORY) { apart[label] = label === SSJ1.EXCLUDED ? 0 : sizes[label]; return; }
      if (!SSJ1.has(rule.groups, label)) { fail("规则里没有“" + label + "”这一组"); }
      if (rule.mode === WEIGHTED && !rule.groups[label].lots) { apart[label] = sizes[label]; return; }
      drawn[label] = sizes[label];
      all += sizes[label];
    });
    if (rule.mode === WEIGHTED) { found[SSJ1.ONE_POOL] = Math.min(rule.total, all); } else { found = byRatio(rule, drawn); }
    Object.keys(apart).forEach(function (label) { found[label] = apart[label]; });
    return found;
  }

  /* Lots by group of the list in 加权, but for groups taken whole; nothing otherwise. */
  function weights(rule, sizes) {
    var found = Object.create(null);
    Object.keys(rule.groups).forEach(function (label) {
      if (rule.mode === WEIGHTED && rule.groups[label].lots && SSJ1.has(sizes, label)) { found[label] = rule.groups[label].lots; }
    });
    return found;
  }

  /* Whether quotas reach a ratio of the whole list, X and M left out. */
  function reaches(quotas, sizes, text) {
    function sum(map) {
      return Object.keys(map).reduce(function (all, label) {
        return all + (label === SSJ1.EXCLUDED || label === SSJ1.MANDATORY ? 0 : map[label]);
      }, 0);
    }
    return sum(quotas) >= whole(sum(sizes) * points(text) + 9999, 10000);
  }

  return {
    WEIGHTED: WEIGHTED, BY_RATIO: BY_RATIO, SPACE: SPACE, CONTROL: CONTROL, isLabel: isLabel, isDay: isDay, points: points,
    parse: parse, quotas: quotas, weights: weights, reaches: reaches, apportion: apportion
  };
}());
