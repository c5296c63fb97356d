/* SSJ-1: list fingerprint, seed, keys, tickets and selection, exactly as the published specification says.
   Needs sha256.js.  "Sorted" always means by UTF-8 bytes, which is not how JavaScript sorts by itself. */
var SSJ1 = (function () {
  "use strict";

  var EXCLUDED = "X", MANDATORY = "M", ONE_POOL = "*";

  /* UTF-16 units in the order of the characters' UTF-8 bytes: surrogates stand above all others. */
  function weight(unit) { return unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800; }

  function byBytes(a, b) {
    var i, x, y, end = Math.min(a.length, b.length);
    for (i = 0; i < end; i++) {
      x = a.charCodeAt(i);
      y = b.charCodeAt(i);
      if (x !== y) { return weight(x) - weight(y); }
    }
    return a.length - b.length;
  }

  function sortedKeys(map) { return Object.keys(map).sort(byBytes); }

  function has(map, key) { return Object.prototype.hasOwnProperty.call(map, key); }

  /* A list line divided: id and group. */
  function parts(line) {
    var tab = line.indexOf("\t");
    return { id: line.slice(0, tab), group: line.slice(tab + 1) };
  }

  function leaves(lines) {
    var nodes = new Int32Array(8 * lines.length), i;
    for (i = 0; i < lines.length; i++) {
      SHA256.begin(0);
      SHA256.add(lines[i]);
      nodes.set(SHA256.finish(), 8 * i);
    }
    return nodes;
  }

  /* One level up, in place; returns how many nodes the new level has. */
  function climb(nodes, count) {
    var i;
    for (i = 0; 2 * i + 1 < count; i++) { SHA256.join(nodes, 16 * i, 16 * i + 8, 8 * i); }
    if (count % 2) { nodes.copyWithin ? nodes.copyWithin(8 * i, 16 * i, 16 * i + 8) : copy(nodes, 16 * i, 8 * i); }
    return Math.ceil(count / 2);
  }

  function copy(nodes, from, to) {
    for (var i = 0; i < 8; i++) { nodes[to + i] = nodes[from + i]; }
  }

  function root(lines) {
    var nodes = leaves(lines), count = lines.length;
    if (!count) { return SHA256.digest(""); }
    while (count > 1) { count = climb(nodes, count); }
    return SHA256.hex(nodes, 0);
  }

  /* The way from one line to the root: [side of the sibling, its hash] pairs. */
  function proof(lines, index) {
    var nodes = leaves(lines), count = lines.length, way = [], sibling;
    while (count > 1) {
      sibling = index ^ 1;
      if (sibling < count) { way.push([sibling < index ? "L" : "R", SHA256.hex(nodes, 8 * sibling)]); }
      count = climb(nodes, count);
      index >>= 1;
    }
    return way;
  }

  function readHash(text, nodes, at) {
    for (var i = 0; i < 8; i++) { nodes[at + i] = parseInt(text.slice(8 * i, 8 * i + 8), 16); }
  }

  /* Whether the way leads from the line to the root. */
  function proves(line, way, rootHex) {
    var nodes = new Int32Array(16), i, left;
    nodes.set(leaves([line]), 0);
    for (i = 0; i < way.length; i++) {
      if (!/^[0-9a-f]{64}$/.test(way[i][1]) || !/^[LR]$/.test(way[i][0])) { return false; }
      readHash(way[i][1], nodes, 8);
      left = way[i][0] === "L";
      SHA256.join(nodes, left ? 8 : 0, left ? 0 : 8, 0);
    }
    return SHA256.hex(nodes, 0) === rootHex;
  }

  /* Whether a public value stands in its one canonical spelling. */
  function isPublic(value) {
    var kind = kindOf(value), numbers = value.slice(value.lastIndexOf(":") + 1).match(/[0-9]+/g), at = 0, i, j, drum;
    if (!kind || !matches(kind.value, value)) { return false; }
    for (i = 0; i < kind.drums.length; i++) {
      drum = kind.drums[i];
      for (j = 0; j < drum[0]; j++, at++) {
        if (+numbers[at] < 1 || +numbers[at] > drum[1] || j && +numbers[at] <= +numbers[at - 1]) { return false; }
      }
    }
    return true;
  }

  /* The entry of SOURCES that a source or a value is of, null where there is none. */
  function kindOf(text) {
    var key = String(text).split(":")[0];
    return has(SOURCES, key) ? SOURCES[key] : null;
  }

  function matches(pattern, text) { return new RegExp("^(?:" + pattern + ")$").test(text); }

  function isSource(source) {
    var kind = kindOf(source);
    return kind !== null && matches(kind.name, source);
  }

  /* Whether a beacon's signature (96 hex) gives the value, its SHA-256. */
  function isProofOf(proof, value) {
    return kindOf(value) !== null && kindOf(value).signed && isPublic(value) && SHA256.digestHex(proof) === value.slice(-64);
  }

  /* Whether the value is of the source that was named when the list was locked. */
  function comesFrom(value, source) { return isSource(source) && value.indexOf(source + ":") === 0; }

  /* The lines that are hashed into the seed.  `lock` has the keys of a public record. */
  function seedText(lock) {
    var lines = ["SSJ-1", "draw=" + lock.draw];
    function each(name, map) {
      sortedKeys(map || {}).forEach(function (key) { lines.push(name + "." + key + "=" + map[key]); });
    }
    if (lock.attempt > 1) { lines.push("attempt=" + lock.attempt); }
    if (lock.rule) { lines.push("rule=" + SHA256.digest(lock.rule)); }
    lines.push("list=" + lock.root, "count=" + lock.count);
    if (lock.people) { lines.push("people=" + lock.people); }
    each("quota", lock.quotas);
    each("weight", lock.weights);
    each("nonce", lock.nonces);
    lines.push("public=" + lock["public"]);
    return lines.join("\n") + "\n";
  }

  function keys(text) {
    var seed = SHA256.digest(text);
    return { S: seed, K: SHA256.digest("SSJ-1|object|" + seed).slice(0, 32),
             Km: SHA256.digest("SSJ-1|match|" + seed).slice(0, 32) };
  }

  /* -1, 0 or 1: the hashes from a and from b as unsigned numbers. */
  function compare(x, a, y, b) {
    for (var i = 0; i < 8; i++) {
      if (x[a + i] !== y[b + i]) { return x[a + i] >>> 0 < y[b + i] >>> 0 ? -1 : 1; }
    }
    return 0;
  }

  /* An id's ticket, the smallest of its lots, into `words` from `at`. */
  function takeTicket(prefix, id, lots, words, at) {
    var lot, state;
    for (lot = 1; lot <= lots; lot++) {
      SHA256.begin();
      SHA256.add(prefix);
      SHA256.add(lot > 1 ? id + "|" + lot : id);
      state = SHA256.finish();
      if (lot === 1 || compare(state, 0, words, at) < 0) { words.set(state, at); }
    }
  }

  function ticket(key, id, lots) {
    var words = new Int32Array(8);
    takeTicket(key + "|", id, lots || 1, words, 0);
    return SHA256.hex(words, 0);
  }

  /* The whole order: pools (group → line numbers from 0, smallest ticket first) and every line's ticket. */
  function order(list, key, weights) {
    var words = new Int32Array(8 * list.length), head = new Float64Array(list.length), pools = Object.create(null);
    var prefix = key + "|";
    list.forEach(function (line, i) {
      var part = parts(line), pool = has(weights, part.group) ? ONE_POOL : part.group;
      takeTicket(prefix, part.id, has(weights, part.group) ? weights[part.group] : 1, words, 8 * i);
      head[i] = (words[8 * i] >>> 0) * 0x100000 + (words[8 * i + 1] >>> 12);
      if (part.group !== EXCLUDED) { (pools[pool] = pools[pool] || []).push(i); }
    });
    sortedKeys(pools).forEach(function (pool) {
      pools[pool].sort(function (a, b) {
        return head[a] - head[b] || compare(words, 8 * a, words, 8 * b) || byBytes(list[a], list[b]);
      });
    });
    return { list: list, pools: pools, ticket: function (i) { return SHA256.hex(words, 8 * i); } };
  }

  /* Result lines `group TAB rank TAB id TAB ticket` of the ranks from(group) to to(group), groups sorted. */
  function slice(drawn, from, to) {
    var lines = [];
    sortedKeys(drawn.pools).forEach(function (group) {
      var start = from(group);
      drawn.pools[group].slice(start, to(group)).forEach(function (i, k) {
        lines.push([group, start + k + 1, parts(drawn.list[i]).id, drawn.ticket(i)].join("\t"));
      });
    });
    return lines;
  }

  function quotaOf(quotas, group) { return has(quotas, group) ? quotas[group] : 0; }

  function winners(drawn, quotas) {
    return slice(drawn, function () { return 0; }, function (group) { return quotaOf(quotas, group); });
  }

  function reserves(drawn, quotas, count) {
    return slice(drawn, function (group) { return quotaOf(quotas, group); },
                 function (group) { return quotaOf(quotas, group) + count; });
  }

  function resultDigest(lines) {
    return SHA256.digest(lines.map(function (line) { return line + "\n"; }).join(""));
  }

  return {
    EXCLUDED: EXCLUDED, MANDATORY: MANDATORY, ONE_POOL: ONE_POOL, byBytes: byBytes, sortedKeys: sortedKeys, has: has,
    parts: parts, root: root, proof: proof, proves: proves, isPublic: isPublic, isSource: isSource, kindOf: kindOf,
    isProofOf: isProofOf,
    comesFrom: comesFrom,
    seedText: seedText, keys: keys, ticket: ticket, order: order, winners: winners, reserves: reserves,
    resultDigest: resultDigest
  };
}());
