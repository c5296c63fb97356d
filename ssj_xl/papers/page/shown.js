/* What a record shows beside the computed draw: names, substitutions, teams, times, results, and their digests
   (specification, sections 10 and 11).  Needs sha256.js, ssj1.js, rule.js, record.js and step.js. */
var SHOWN = (function () {
  "use strict";

  var open = STEP.open, bad = STEP.bad, judged = STEP.judged;

  /* Each pool's ids in order, and every id's place. */
  function places(record, work) {
    var order = Object.create(null), pool = Object.create(null), rank = Object.create(null);
    SSJ1.sortedKeys(work.drawn.pools).forEach(function (group) {
      order[group] = work.drawn.pools[group].map(function (i, place) {
        var id = SSJ1.parts(record.list[i]).id;
        pool[id] = group;
        rank[id] = place;
        return id;
      });
    });
    return { order: order, pool: pool, rank: rank };
  }

  function quotaOf(work, group) { return SSJ1.has(work.quotas, group) ? work.quotas[group] : 0; }

  /* Public ids: each promotion must be the next ticket of its own group, and the names those drawn or promoted. */
  function standing(record, work) {
    var faults = [], at = places(record, work), due = Object.create(null), used = Object.create(null);
    Object.keys(at.pool).forEach(function (id) { if (at.rank[id] < quotaOf(work, at.pool[id])) { due[id] = used[id] = true; } });
    record.substituted.forEach(function (one) {
      var next = (at.order[at.pool[one.left]] || []).filter(function (id) { return !used[id]; })[0];
      if (!due[one.left]) { faults.push("“" + one.left + "”不在名单上，却被替换。"); }
      if (at.pool[one.left] !== at.pool[one.came]) { faults.push("“" + one.came + "”与被替换的“" + one.left + "”不在同一组。"); }
      if (one.came !== next) { faults.push("“" + one.came + "”不是该组的下一签，不应递补。"); }
      delete due[one.left];
      due[one.came] = used[one.came] = true;
    });
    Object.keys(record.names).forEach(function (id) { if (!due[id]) { faults.push("名单上的“" + id + "”不在中签和递补之列。"); } });
    Object.keys(due).forEach(function (id) { if (!SSJ1.has(record.names, id)) { faults.push("“" + id + "”应在名单上，却没有列出。"); } });
    return faults;
  }

  /* Without the promotions themselves: each pool has as many names as were drawn. */
  function counted(record, work) {
    var faults = [], pool = places(record, work).pool, counts = Object.create(null);
    Object.keys(record.names).forEach(function (id) {
      if (!pool[id]) { faults.push("名单上的“" + id + "”不在中签和递补之列。"); }
      counts[pool[id]] = (counts[pool[id]] || 0) + 1;
    });
    Object.keys(work.drawn.pools).forEach(function (group) {
      if ((counts[group] || 0) !== quotaOf(work, group)) { faults.push("“" + group + "”应有 " + quotaOf(work, group) + " 个名称。"); }
    });
    return faults;
  }

  function names(record, work) {
    var count = Object.keys(record.names).length, isPrivate = RECORD.isPrivate(record), faults = [];
    if (RECORD.isSecond(record) && !count && work.result.length) {
      return Object.keys(record.teams).length ? bad("没有名称，却有检查组。") : open("单位名称尚未公布。");
    }
    if (isPrivate) {
      if (count !== work.result.length) { faults.push("公布 " + count + " 个名称，中签 " + work.result.length + " 个。"); }
      (record.substituted || []).forEach(function (one) {
        if (SSJ1.has(record.names, one.left) || one.came !== undefined) { faults.push("“" + one.left + "”的替换写法不对。"); }
      });
      if (!record.audit && Object.keys(record.teams).length) { faults.push("不公开等级的记录不应有检查组。"); }
    } else { faults = record.substituted ? standing(record, work) : counted(record, work); }
    Object.keys(record.teams).forEach(function (id) {
      if (!SSJ1.has(record.names, id)) { faults.push("“" + id + "”有检查组，却不在名单上。"); }
    });
    return judged(faults, isPrivate ? "公布的单位名称共 " + count + " 个，与中签数相等。名称与代号的对应由各单位和审计人员核对。"
      : "公布的 " + count + " 个名称正是中签者，递补者正是同组的下一签。", "公布的单位名单与中签、递补结果不符。");
  }

  function digestOf(lines) { return SHA256.digest(lines.map(function (line) { return line + "\n"; }).join("")); }

  function nameId(name) {
    var plain = name.normalize("NFKC").replace(new RegExp("[" + RULE.SPACE + "]", "g"), "");
    return "N-" + SHA256.digest(plain).slice(0, 32).toUpperCase();
  }

  /* The digests of everything that a record of format 2 shows. */
  function shownDigests(record) {
    var facts = ["unit", "title", "floor", "locked_at", "drawn_at", "void_at", "void_why"];
    function lines(map, text) { return SSJ1.sortedKeys(map || {}).map(function (key) { return key + "\t" + text(map[key]); }); }
    return {
      names: digestOf(lines(record.names, String)),
      teams: digestOf(lines(record.teams, function (team) { return team.join("、"); })),
      times: digestOf(facts.filter(function (key) { return SSJ1.has(record, key); }).map(function (key) { return key + "=" + record[key]; })),
      results: digestOf(record.results || []),
      changes: digestOf((record.substituted || []).map(function (one) {
        return ["left", "left_name", "came", "why"].map(function (key) { return one[key] === undefined ? "" : one[key]; }).join("\t");
      }))
    };
  }

  function digests(record) {
    var is = shownDigests(record), faults = [], named = { names: "单位名称", teams: "检查人员", times: "时间等", results: "检查结果", changes: "递补" };
    Object.keys(is).forEach(function (part) {
      if (record.shown[part] !== is[part]) { faults.push(named[part] + "与其指纹不符：公布 " + record.shown[part] + "，重算 " + is[part] + "。"); }
    });
    function match(code, name) { if (/^N-[0-9A-F]{32}$/.test(code) && nameId(name) !== code) { faults.push("“" + code + "”不是由名称“" + name + "”算出的。"); } }
    Object.keys(record.names || {}).forEach(function (code) { match(code, record.names[code]); });
    Object.keys(record.map || {}).forEach(function (code) { match(code, record.map[code].name); });
    return judged(faults, "记录里的名称、检查人员、时间、结果与它们的指纹一致。", "记录里的内容与指纹不符。");
  }

  return { names: names, digests: digests };
}());
