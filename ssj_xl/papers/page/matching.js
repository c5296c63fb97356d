/* The certificate of a matching, checked without a solver (specification, section 12): teams, levelled load, smallest
   cost by prices, uniqueness.  Costs and prices are BigInt, which needs a browser of 2020 or later.  Needs sha256.js. */
var MATCHING = (function () {
  "use strict";

  var HUB = "hub", LABEL = "标签:";

  /* Whether a person may join a visit: of the party whose seats these are, covers the items, and is not barred. */
  function isAble(person, visit, need) {
    var lacks = need.items.filter(function (item) { return !person.items[item]; });
    return !person.barred[visit] && (!need.party || person.party === need.party) && (!lacks.length || Boolean(person.items["全部"]) &&
      !lacks.some(function (item) { return item.indexOf(LABEL) === 0; }));
  }

  /* The cost of a pair: 40 bits of its hash, then `digits` times 20 bits more, each in a place of 40. */
  function cost(km, visit, code, digits) {
    var number = BigInt("0x" + SHA256.digest([km, visit.split("@")[0], code].join("|"))), total = number >> BigInt(216), k;
    for (k = 1; k <= digits; k++) {
      total = (total << BigInt(40)) | (number >> BigInt(216 - 20 * k)) & BigInt(0xfffff);
    }
    return total;
  }

  function holds(problem, proof) {
    return isStaffed(problem, proof.teams) && isPriced(derived(problem, proof), proof);
  }

  /* Every visit has its team: so many different people, the fixed ones among them, able, under the right lead. */
  function isStaffed(problem, teams) {
    return problem.visits.every(function (visit) {
      var team = teams[visit], fixed = problem.fixed[visit] || [], staff = problem.staff, need = problem.need[visit];
      var distinct = team.every(function (code, i) { return team.indexOf(code) === i; });
      if (team.length !== need.seats || !distinct || fixed.some(function (code) { return team.indexOf(code) < 0; })) { return false; }
      if (fixed.length >= need.seats) { return team[0] === fixed[0]; }
      return team.every(function (code) { return staff[code] && isAble(staff[code], visit, need); }) &&
        team[0] === leadOf(problem, visit, fixed, team);
    });
  }

  function leadOf(problem, visit, fixed, team) {
    var id = visit.split("@")[0], led = problem.need[visit].lead, order = team.slice().sort(function (a, b) {
      var x = SHA256.digest([problem.km, id, a].join("|")).slice(0, 10), y = SHA256.digest([problem.km, id, b].join("|")).slice(0, 10);
      return x < y ? -1 : x > y ? 1 : SSJ1.byBytes(a, b);
    });
    return fixed.concat(order).filter(function (code) { return !led || problem.staff[code] && problem.staff[code].lead; })[0];
  }

  /* What follows from problem and teams: open seats, whether a lead is wanted, who sits there, loads, caps, pools. */
  function derived(problem, proof) {
    var made = { problem: problem, open: {}, lead: {}, seated: {}, others: {}, limit: {}, load: {}, busy: {}, cap: {}, pool: {} };
    var staff = problem.staff, codes = Object.keys(staff);
    Object.keys(made).forEach(function (key) { if (key !== "problem") { made[key] = Object.create(null); } });
    problem.visits.forEach(function (visit) {
      (problem.fixed[visit] || []).forEach(function (code) { made.busy[code] = (made.busy[code] || 0) + 1; });
    });
    problem.visits.forEach(function (visit) {
      var fixed = problem.fixed[visit] || [], need = problem.need[visit];
      if (fixed.length >= need.seats) { return; }
      made.open[visit] = need.seats - fixed.length;
      made.lead[visit] = !need.lead || fixed.some(function (code) { return staff[code] && staff[code].lead; }) ? 0 : 1;
      made.limit[visit] = made.open[visit] - made.lead[visit];
      made.seated[visit] = proof.teams[visit].filter(function (code) { return fixed.indexOf(code) < 0; });
      made.others[visit] = made.seated[visit].filter(function (code) { return !staff[code].lead; }).length;
      made.seated[visit].forEach(function (code) { made.load[code] = (made.load[code] || 0) + 1; });
      made.pool[visit] = codes.filter(function (code) { return fixed.indexOf(code) < 0 && isAble(staff[code], visit, need); });
    });
    made.visits = Object.keys(made.open);
    if (made.visits.length) {
      codes.forEach(function (code) {
        var cap = staff[code].headroom - (made.busy[code] || 0) - proof.level;
        if (cap > 0) { made.cap[code] = cap; }
      });
    }
    return made;
  }

  function isPriced(made, proof) {
    var fits = Object.keys(made.load).every(function (code) { return made.load[code] <= (made.cap[code] || 0); });
    return fits && isLevel(made, proof) && arePricesDue(made, proof.prices) && isCheapest(made, proof);
  }

  /* The level cannot be raised: the blocking seats cannot all be filled one level higher. */
  function isLevel(made, proof) {
    var need = 0, supply = 0, reach = Object.create(null), staff = made.problem.staff;
    if (!made.visits.length) { return proof.level === 0; }
    made.visits.forEach(function (visit) {
      var every = proof.blocking.every_seat.indexOf(visit) >= 0, first = proof.blocking.lead_seat.indexOf(visit) >= 0;
      need += every ? made.open[visit] : first ? made.lead[visit] : 0;
      made.pool[visit].forEach(function (code) {
        if (every || first && staff[code].lead) { reach[code] = (reach[code] || 0) + 1; }
      });
    });
    Object.keys(reach).forEach(function (code) {
      supply += Math.min(reach[code], Math.max(0, staff[code].headroom - (made.busy[code] || 0) - proof.level - 1));
    });
    return need > supply;
  }

  /* A price stands for every person and visit, and above 0 only where the limit is reached. */
  function arePricesDue(made, prices) {
    function has(map, key) { return SSJ1.has(map, key); }
    return Object.keys(made.cap).every(function (code) {
      return has(prices.people, code) && prices.people[code] >= 0 && (!Number(prices.people[code]) || (made.load[code] || 0) >= made.cap[code]);
    }) && made.visits.every(function (visit) {
      return has(prices.visits, visit) && has(prices.others, visit) && prices.others[visit] >= 0 &&
        (!Number(prices.others[visit]) || made.others[visit] >= made.limit[visit]);
    });
  }

  function isCheapest(made, proof) {
    var arcs = [], one = Object.create(null), prices = proof.prices, right = true, staff = made.problem.staff;
    Object.keys(made.cap).forEach(function (code) {
      var load = made.load[code] || 0;
      if (!load) { arcs.push([HUB, "p:" + code]); } else if (load < made.cap[code]) { one["p:" + code] = HUB; } else if (!Number(prices.people[code])) {
        arcs.push(["p:" + code, HUB]);
      }
    });
    made.visits.forEach(function (visit) {
      var others = made.others[visit], worth = BigInt(prices.visits[visit]), less = worth - BigInt(prices.others[visit]);
      if (!others) { arcs.push(["o:" + visit, "v:" + visit]); } else if (others < made.limit[visit]) { one["o:" + visit] = "v:" + visit; } else if (!Number(prices.others[visit])) {
        arcs.push(["v:" + visit, "o:" + visit]);
      }
      made.pool[visit].forEach(function (code) {
        var lead = staff[code].lead, seated = made.seated[visit].indexOf(code) >= 0, gap, pair;
        if (!made.cap[code] || !(made.limit[visit] > 0 || lead)) { return; }
        gap = cost(made.problem.km, visit, code, proof.digits) + BigInt(prices.people[code]) - (lead ? worth : less);
        pair = ["p:" + code, (lead ? "v:" : "o:") + visit];
        if (!Number(gap)) { arcs.push(seated ? pair.reverse() : pair); } else if (gap > 0 === seated) { right = false; }
      });
    });
    return right && !hasCycle(arcs.map(function (arc) { return [one[arc[0]] || arc[0], one[arc[1]] || arc[1]]; }));
  }

  /* Whether arcs contain a cycle: nodes that nothing leads to are taken away until none is left. */
  function hasCycle(arcs) {
    var after = Object.create(null), waiting = Object.create(null), free, gone = 0, node;
    arcs.forEach(function (arc) {
      (after[arc[0]] = after[arc[0]] || []).push(arc[1]);
      waiting[arc[0]] = waiting[arc[0]] || 0;
      waiting[arc[1]] = (waiting[arc[1]] || 0) + 1;
    });
    free = Object.keys(waiting).filter(function (one) { return !waiting[one]; });
    function release(head) { if (!--waiting[head]) { free.push(head); } }
    while (free.length) {
      node = free.pop();
      gone++;
      (after[node] || []).forEach(release);
    }
    return gone < Object.keys(waiting).length;
  }

  return { holds: holds };
}());
