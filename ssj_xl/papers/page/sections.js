/* What the page shows, told from its records in the reader's browser: the twin of sections.py, element for element.
   Needs the tables SOURCES and WORDS, ssj1.js, rule.js, record.js and dom.js. */
var SECTIONS = (function () {
  "use strict";

  var HEX = ["root", "people", "S", "result_digest", "log_head"];
  var element = DOM.element, make = DOM.make, isPrivate = RECORD.isPrivate;

  function say(key, values) {
    return WORDS[key].replace(/\{([a-z_]+)\}/g, function (all, name) { return values[name]; });
  }

  function group(label) { return SSJ1.has(WORDS, "group." + label) ? WORDS["group." + label] : label; }

  function state(record) { return record.void_at ? "void" : record.seed_text ? "drawn" : "locked"; }

  function listOf(record, key) { return record[key] || []; }

  /* What the page says: the last record, and what no record says. */
  function current(records, facts) {
    var found = Object.create(null);
    [facts, records[records.length - 1]].forEach(function (from) {
      Object.keys(from).forEach(function (key) { found[key] = from[key]; });
    });
    return found;
  }

  /* Every part of the page by the name of its place: texts and elements. */
  function build(records, facts) {
    var now = current(records, facts), own = isPrivate(now) ? ".private" : "";
    return {
      unit: now.unit, title: now.title, draw: now.draw, made_on: facts.made_on,
      status: status(now), facts: overview(now), rule: items(rule(now)), groups: groups(now), winners: winners(now),
      results: results(now.results), attempts: records.map(attempt), others: others(facts.others || []),
      cautions: cautions(facts.cautions || []), changes: changes(facts.changes || []),
      explain: items([1, 2, 3, 4].map(function (n) {
        var key = "explain." + n;
        return SSJ1.has(WORDS, key + own) ? WORDS[key + own] : WORDS[key];
      })),
      id_label: WORDS["id_label" + own]
    };
  }

  function status(record) {
    var name = state(record), values = current([record], { drawn: listOf(record, "result").length });
    var opening = name === "drawn" && listOf(record, "tally").length ? make("p", "tally", make("strong", "", tally(record))) : [];
    return [].concat(opening, make("p", "status " + (name === "drawn" ? "done" : "wait"), [make("strong", "", WORDS["state." + name]), " " + say("status." + name, values)]));
  }

  function tally(record) {
    var fields = record.tally[0].split("\t"), aside = 0;
    [SSJ1.EXCLUDED, SSJ1.MANDATORY].forEach(function (label) { aside += SSJ1.has(record.counts, label) ? record.counts[label] : 0; });
    return say("tally", { pool: record.count - aside, drawn: record.result.length, measure: fields[0], published: fields[1], faulty: fields[2] });
  }

  function overview(record) {
    return pairs([
      ["draw", record.draw], ["attempt", say("attempt.number", record)], ["locked_at", record.locked_at], ["drawn_at", record.drawn_at],
      ["count", say("count.number", record)], ["source.named", source(record)], ["public", publicValue(record)], ["strength", record.strength]]);
  }

  function items(texts) { return make("ul", "", texts.map(function (text) { return make("li", "", text); })); }

  function groups(record) {
    var weights = record.weights || {}, weighted = Object.keys(weights).length > 0, quotas = record.quotas, least, rows;
    function quota(label) { return SSJ1.has(quotas, label) ? quotas[label] : 0; }
    rows = SSJ1.sortedKeys(record.counts).map(function (label) {
      return [group(label), record.counts[label], share(record, label), SSJ1.has(weights, label) ? "—" : quota(label)];
    });
    least = !weighted && record.rule ? RULE.parse(record.rule).total || 0 : 0;
    rows.push([WORDS["groups.total"], record.count,
      weighted ? say("groups.pool", { quota: quota("*") }) : least ? say("groups.least", { total: least }) : "",
      listOf(record, "result").length || Object.keys(quotas).reduce(function (sum, label) { return sum + quotas[label]; }, 0)]);
    return table(WORDS.groups, WORDS["groups.head" + (weighted ? ".weighted" : least ? ".least" : "")], rows, "narrow");
  }

  /* --- the list --- */

  function winners(record) {
    var name = state(record);
    if (name !== "drawn") { return make("p", "", WORDS["winners." + name]); }
    if (SSJ1.has(record, "format") && !Object.keys(record.names).length && record.result.length) {
      return [make("p", "", WORDS["winners.unnamed"]), marks(record)];
    }
    return isPrivate(record) ? privateWinners(record) : openWinners(record);
  }

  function lines(record, key) { return listOf(record, key).map(function (line) { return line.split("\t"); }); }

  function openWinners(record) {
    var left = Object.create(null), came = Object.create(null), place = Object.create(null), ids = [], rows;
    listOf(record, "substituted").forEach(function (one) { left[one.left] = came[one.came] = one; });
    lines(record, "result").concat(lines(record, "reserve")).forEach(function (line) {
      place[line[2]] = say("place", { group: group(line[0]), rank: line[1] });
    });
    lines(record, "result").forEach(function (line) { ids.push(line[2]); });
    listOf(record, "substituted").forEach(function (one) { if (ids.indexOf(one.came) < 0) { ids.push(one.came); } });
    rows = ids.map(function (id, i) {
      var gone = left[id], name = gone ? gone.left_name : SSJ1.has(record.names, id) ? record.names[id] : "";
      var team = SSJ1.has(record.teams || {}, id) ? record.teams[id] : [];
      return [i + 1, named(name, id, gone), place[id] || "—", team.length ? people(team) : "—", fate(came[id], gone)];
    });
    return table(say("winners.open", { count: Object.keys(record.names).length }), WORDS["winners.open.head"], rows, "cards");
  }

  function named(name, code, gone) {
    return [make(gone ? "del" : "strong", "", make("bdi", "", name || WORDS.unnamed)), " ", make("code", "under", code)];
  }

  function people(team) {
    var found = [];
    team.forEach(function (name, i) { found.push(i ? "、" : "", make("bdi", "", name), i ? "" : WORDS.lead); });
    return found;
  }

  function fate(came, left) {
    return (came ? say("came", came) : WORDS.drawn) + (left ? say("gone", left) : "");
  }

  function privateWinners(record) {
    var gone = listOf(record, "substituted"), names = record.names, count = Object.keys(names).length, rows, note;
    rows = SSJ1.sortedKeys(names).map(function (code) { return [named(names[code], code, false), WORDS.listed]; });
    gone.forEach(function (one) { rows.push([named(one.left_name, one.left, true), say("gone.private", one)]); });
    note = gone.length ? [make("p", "", say("winners.came", { count: gone.length }))] : [];
    return [table(say("winners.private", { count: count }), WORDS["winners.private.head"], rows, "cards")]
      .concat(note, make("p", "", WORDS["winners.apart"]), marks(record));
  }

  function marks(record) {
    var rows = lines(record, "result").map(function (line, i) {
      return [i + 1, make("code", "", line[2]), say("place", { group: group(line[0]), rank: line[1] }), make("code", "", line[3].slice(0, 16) + "…")];
    });
    return table(WORDS["marks" + (isPrivate(record) ? ".private" : "")], WORDS["marks.head"], rows, "narrow");
  }

  function results(found) {
    var rows = firms(found).map(function (firm) {
      return [make("bdi", "", firm.name), firm.results.map(function (one) {
        return say("results.line", { result: one[0], items: itemsOf(one[1]) });
      }).join("；"), firm.days.join("、")];
    });
    return rows.length ? table(say("results", { count: found.length, firms: rows.length }), WORDS["results.head"], rows, "cards") : make("p", "", WORDS["results.none"]);
  }

  /* Items with their common head once. */
  function itemsOf(found) {
    var before = "";
    return found.map(function (item, i) {
      var head = item.slice(0, item.indexOf("：") + 1), same = i > 0 && head && head === before;
      before = head;
      return (i ? same ? "、" : "，" : "") + (same ? item.slice(head.length) : item);
    }).join("");
  }

  /* Name, items by result, days of each object; a name that has an item already is of another one. */
  function firms(found) {
    var all = [];
    found.forEach(function (line) {
      var fields = line.split("\t"), firm, one;
      firm = all.filter(function (known) {
        return known.name === fields[0] && !known.results.some(function (pair) { return pair[1].indexOf(fields[1]) >= 0; });
      })[0];
      if (!firm) { firm = { name: fields[0], results: [], days: [] }; all.push(firm); }
      one = firm.results.filter(function (pair) { return pair[0] === fields[2]; })[0];
      if (!one) { one = [fields[2], []]; firm.results.push(one); }
      one[1].push(fields[1]);
      if (firm.days.indexOf(fields[3]) < 0) { firm.days.push(fields[3]); }
    });
    return all;
  }

  /* --- the attempts --- */

  function cautions(found) {
    return found.length ? [make("p", "", WORDS.cautions), items(found)] : make("p", "", WORDS["cautions.none"]);
  }

  function changes(found) {
    var rows = found.map(function (line) { return line.split("\t"); });
    return rows.length ? table(say("changes", { count: rows.length }), WORDS["changes.head"], rows, "cards") : make("p", "", WORDS["changes.none"]);
  }

  function others(found) {
    var rows = found.map(function (line) {
      var fields = line.split("\t");
      return fields.slice(0, -1).concat(make("code", "", fields[fields.length - 1]));
    });
    return rows.length ? table(say("others", { count: rows.length }), WORDS["others.head"], rows, "cards") : make("p", "", WORDS["others.none"]);
  }

  function attempt(record) {
    var facts = [["locked_at", record.locked_at], ["count", say("count.number", record)], ["root", record.root], ["people", record.people],
      ["source", source(record)]], names = record.void_at ? record.names || {} : {};
    ["drawn_at", "public", "S", "result_digest", "log_head"].forEach(function (key) { facts.push([key, record[key]]); });
    if (record.void_at) { facts.push(["void_at", record.void_at], ["void_why", record.void_why]); }
    return make("article", "", [
      make("h3", "", say("attempt.head", { attempt: record.attempt, state: WORDS["state." + state(record)] })), pairs(facts)]
      .concat(record.broken ? make("p", "", record.broken) : [], Object.keys(names).length ? oldNames(names) : []));
  }

  function oldNames(names) {
    var listed = [];
    SSJ1.sortedKeys(names).forEach(function (code, i) { listed.push(i ? "、" : "", make("bdi", "", names[code])); });
    return make("p", "", [say("attempt.names", { count: Object.keys(names).length }), make("del", "", listed)]);
  }

  function pairs(facts) {
    return make("dl", "", facts.filter(function (fact) { return fact[1] !== undefined && fact[1] !== ""; }).map(function (fact) {
      return make("div", "", [make("dt", "", WORDS[fact[0]]), make("dd", HEX.indexOf(fact[0]) < 0 ? "" : "hash", fact[1])]);
    }));
  }

  /* heads: divided by bars; a cell is a text, an element or several of them. */
  function table(caption, heads, rows, kind) {
    var titles = heads.split("|"), head = titles.map(function (title) { return element("th", { scope: "col", role: "columnheader" }, title); });
    var body = rows.map(function (row) {
      return element("tr", { role: "row" }, row.map(function (cell, i) {
        return element("td", { role: "cell", "data-label": titles[i] }, make("div", "", cell));
      }));
    });
    return element("table", { role: "table", "class": kind }, [
      make("caption", "", caption), element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, head)),
      element("tbody", { role: "rowgroup" }, body)]);
  }

  /* --- a record in plain words --- */

  function source(record) {
    var kind = SSJ1.kindOf(record.source), at = record.source.indexOf(":");
    return kind ? kind.named.replace("{number}", function () { return at < 0 ? "" : record.source.slice(at + 1); }) : record.source;
  }

  function publicValue(record) {
    var value = record["public"] || "", kind = SSJ1.kindOf(value), tail = value.slice(value.lastIndexOf(":") + 1), numbers, at = 0;
    if (!kind || !kind.drums.length) { return tail; }
    numbers = tail.match(/[0-9]+/g) || [];
    return kind.drums.map(function (drum, i) {
      var own = numbers.slice(at, at + drum[0]);
      at += drum[0];
      return kind.drum_names[i] + " " + own.join(" ");
    }).join("，");
  }

  function rule(record) {
    var parsed, how;
    if (!record.rule) { return []; }
    parsed = RULE.parse(record.rule);
    how = parsed.mode === RULE.WEIGHTED ? weighted(parsed)
      : [WORDS["rule.ratio"]].concat(parsed.total ? say("rule.total", parsed) : []);
    return how.concat(parsed.reserve ? say("rule.reserve", parsed) : [], say("rule.team", parsed), say("rule.end", parsed));
  }

  function weighted(parsed) {
    var labels = SSJ1.sortedKeys(parsed.groups), lots, whole, taken;
    whole = labels.filter(function (label) { return !parsed.groups[label].lots; }).join("、");
    lots = labels.filter(function (label) { return parsed.groups[label].lots; }).map(function (label) {
      return say("rule.lots", { group: label, lots: parsed.groups[label].lots });
    }).join("、");
    taken = whole ? [say("rule.whole", { groups: whole })] : [];
    return taken.concat(lots ? say("rule.weighted", { who: WORDS[whole ? "rule.others" : "rule.all"], lots: lots, total: parsed.total || 0 }) : []);
  }

  function share(record, label) {
    var parsed, found, ratio;
    if (SSJ1.has(WORDS, "share." + label) && (label === SSJ1.EXCLUDED || label === SSJ1.MANDATORY)) { return WORDS["share." + label]; }
    parsed = record.rule ? RULE.parse(record.rule) : null;
    found = parsed && SSJ1.has(parsed.groups, label) ? parsed.groups[label] : null;
    if (!found) { return "—"; }
    if (parsed.mode === RULE.WEIGHTED) { return found.lots ? say("share.lots", found) : WORDS["share.whole"]; }
    ratio = percent(found.points);
    return found.minimum ? say("share.minimum", { ratio: ratio, minimum: found.minimum }) : ratio;
  }

  /* Basis points as a percentage: 3%, 3.33%. */
  function percent(points) {
    var rest = points % 100, digits = (rest < 10 ? "0" : "") + rest;
    return (points - rest) / 100 + (rest ? "." + digits.replace(/0$/, "") : "") + "%";
  }

  return { build: build, group: group, say: say };
}());
