/* The announced rule read back, and the quotas it gives: whole numbers only, rounded up because the wording is
   不低于.  Needs ssj1.js. */
var RULE = (function () {
  "use strict";

  var BY_RATIO = "分级比例", WEIGHTED = "加权";
  var SINGLE = { total: /^[0-9]+$/, team: /^[0-9]+$/, items: /^.*$/, end: /^\d{4}-\d\d-\d\d$/, reserve: /^[0-9]+$/ };

  function fail(text) { throw new Error(text); }

  /* { mode, groups: label → {points, minimum, lots}, total, team, items, end, reserve }; throws for another text. */
  function parse(text) {
    var fields = text.split(";"), rule = { mode: fields[0], groups: Object.create(null), total: null, reserve: 0 };
    if (rule.mode !== BY_RATIO && rule.mode !== WEIGHTED) { fail("规则的抽取方式不认识"); }
    fields.slice(1).forEach(function (field) {
      var at = field.indexOf("="), key = field.slice(0, at), value = field.slice(at + 1);
      if (at < 0) { fail("规则中“" + field + "”读不懂"); }
      if (SSJ1.has(SINGLE, key)) {
        if (!SINGLE[key].test(value)) { fail("规则中“" + field + "”读不懂"); }
        rule[key] = key === "items" || key === "end" ? value : +value;
      } else { group(rule.groups, key, value); }
    });
    if (!rule.team || !rule.end) { fail("规则缺少每组人数或截止日期"); }
    return rule;
  }

  function group(groups, key, value) {
    var minimum = /^(.*)\.min$/.exec(key), label = minimum ? minimum[1] : key;
    var known = groups[label] = groups[label] || { points: 0, minimum: 0, lots: 1 };
    var share = /^([0-9]+)(?:\.([0-9]{1,2}))?%$/.exec(value), lots = /^([0-9]+)签$/.exec(value);
    if (minimum && /^[0-9]+$/.test(value)) { known.minimum = +value; } else if (share) {
      known.points = share[1] * 100 + +((share[2] || "") + "00").slice(0, 2);
    } else if (lots) { known.lots = +lots[1]; } else { fail("规则中“" + key + "=" + value + "”读不懂"); }
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

  /* Quotas by group of a list with these sizes: X none, M all, the others as the rule says. */
  function quotas(rule, sizes) {
    var drawn = Object.create(null), reserved = Object.create(null), found, all = 0;
    Object.keys(sizes).forEach(function (label) {
      if (label === SSJ1.EXCLUDED || label === SSJ1.MANDATORY) {
        reserved[label] = label === SSJ1.EXCLUDED ? 0 : sizes[label];
      } else if (!rule.groups[label]) { fail("规则里没有“" + label + "”这一组"); } else {
        drawn[label] = sizes[label];
        all += sizes[label];
      }
    });
    if (rule.mode === WEIGHTED) {
      found = Object.create(null);
      found[SSJ1.ONE_POOL] = Math.min(rule.total || 0, all);
    } else { found = byRatio(rule, drawn); }
    Object.keys(reserved).forEach(function (label) { found[label] = reserved[label]; });
    return found;
  }

  /* Lots by group of the list in 加权, nothing otherwise. */
  function weights(rule, sizes) {
    var found = Object.create(null);
    Object.keys(rule.groups).forEach(function (label) {
      if (rule.mode === WEIGHTED && SSJ1.has(sizes, label)) { found[label] = rule.groups[label].lots; }
    });
    return found;
  }

  return { parse: parse, quotas: quotas, weights: weights, apportion: apportion };
}());
