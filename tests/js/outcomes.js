/* Every figure of draws that are given by list, rule, people and public value only. */
function outcomes(cases) {
  "use strict";

  function plain(map) {
    var copy = {};
    Object.keys(map).forEach(function (key) { copy[key] = map[key]; });
    return copy;
  }

  return cases.map(function (given) {
    var sizes = Object.create(null), rule = RULE.parse(given.rule), lock = given, keys, drawn, quotas;
    given.list.forEach(function (line) {
      var group = SSJ1.parts(line).group;
      sizes[group] = (sizes[group] || 0) + 1;
    });
    lock.root = SSJ1.root(given.list);
    lock.count = given.list.length;
    lock.people = given.peopleList.length ? SSJ1.root(given.peopleList) : "";
    lock.quotas = quotas = RULE.quotas(rule, sizes);
    lock.weights = RULE.weights(rule, sizes);
    keys = SSJ1.keys(SSJ1.seedText(lock));
    drawn = SSJ1.order(given.list, keys.K, lock.weights);
    return {
      root: lock.root, quotas: plain(quotas), S: keys.S, K: keys.K, Km: keys.Km,
      order: SHA256.digest(SSJ1.reserves(drawn, {}, Infinity).join("\n")),
      result: SSJ1.resultDigest(SSJ1.winners(drawn, quotas)),
      reserve: SSJ1.resultDigest(SSJ1.reserves(drawn, quotas, rule.reserve))
    };
  });
}
