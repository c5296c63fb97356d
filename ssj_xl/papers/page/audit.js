/* What only an audit record shows: the inspectors' lines, the objects behind the list, and that the teams follow from
   the seed (specification, sections 6, 9 and 12).  Needs sha256.js, ssj1.js, rule.js, record.js,
   step.js and matching.js. */
var AUDIT = (function () {
  "use strict";

  var EVERYWHERE = "*", open = STEP.open, judged = STEP.judged;

  /* --- people --- */

  /* The inspectors by code: { headroom, lead, items, status, barred, party }; faults are added, and to `applies` the
     items of a joint task by object. */
  function read(lines, faults, applies) {
    var people = Object.create(null), barred = [], parties = Object.create(null);
    lines.forEach(function (line, i) {
      var fields = line.split("\t"), code = fields[0], kind = fields.length === 3 ? fields[1] : "";
      if (i && SSJ1.byBytes(lines[i - 1], line) >= 0) { faults.push("第 " + (i + 1) + " 行没有按顺序排列或重复。"); }
      if (kind === "!" && code && fields[2]) { barred.push(fields); } else if (kind === "@" && code && !parties[code] && /^[0-9A-Z._-]{1,40}$/.test(fields[2])) {
        parties[code] = fields[2];
      } else if (isApplying(fields) && !applies[code]) {
        applies[code] = fields[2].split("、");
      } else if (fields.length === 5 && code && !people[code] && /^[0-9]{1,9}$/.test(fields[1]) && /^[01]$/.test(fields[2])) {
        people[code] = { headroom: +fields[1], lead: fields[2] === "1", items: setOf(fields[3].split("、")), status: fields[4],
          barred: Object.create(null), party: "" };
      } else { faults.push("第 " + (i + 1) + " 行读不懂。"); }
    });
    barred.forEach(function (fields) {
      if (people[fields[0]]) { people[fields[0]].barred[fields[2]] = true; } else { faults.push("没有人员“" + fields[0] + "”。"); }
    });
    Object.keys(parties).forEach(function (code) {
      if (people[code]) { people[code].party = parties[code]; } else { faults.push("没有人员“" + code + "”。"); }
    });
    return people;
  }

  /* Whether a line gives the items that apply to an object: sorted, each once. */
  function isApplying(fields) {
    return fields.length === 3 && fields[1] === "#" && /^[0-9A-Za-z._-]{1,40}$/.test(fields[0]) && fields[2].split("、").every(function (item, i, all) {
      return item && (!i || SSJ1.byBytes(all[i - 1], item) < 0);
    });
  }

  function setOf(texts) {
    var found = Object.create(null);
    texts.forEach(function (text) { if (text) { found[text] = true; } });
    return found;
  }

  function people(record, work) {
    var lines = record.people_list, faults = [], root = lines.length ? SSJ1.root(lines) : "", parties = work.rule ? work.rule.parties : {};
    work.applies = Object.create(null);
    work.staff = read(lines, faults, work.applies);
    work.people = root;
    if (record.people !== undefined && record.people !== root) { faults.push("公布 " + record.people + "，重算 " + root + "。"); }
    if (work.rule) {
      Object.keys(work.staff).forEach(function (code) {
        var party = work.staff[code].party, joint = Object.keys(parties).length > 0;
        if (joint ? !SSJ1.has(parties, party) : party) { faults.push("人员“" + code + "”的参与方与规则不符。"); }
      });
      applying(record, work, faults);
    }
    return judged(faults, "执法人员名单与人员指纹一致。", "执法人员名单不对。");
  }

  /* Only a joint task with seats says which items apply where: items of its parties, at objects of its list. */
  function applying(record, work, faults) {
    var known = setOf([]), ids = Object.create(null);
    if (work.rule.seats) { Object.keys(work.rule.parties).forEach(function (party) { work.rule.parties[party].forEach(function (item) { known[item] = true; }); }); }
    record.list.forEach(function (line) { ids[line.split("\t")[0]] = true; });
    Object.keys(work.applies).forEach(function (id) {
      if (!ids[id] || work.applies[id].some(function (item) { return !known[item]; })) { faults.push("对象“" + id + "”适用的事项与规则或名录不符。"); }
    });
  }

  /* --- objects --- */

  /* The id of a code as the list has it in an open draw. */
  function canonical(code) {
    var half = code.replace(/[！-～]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 0xfee0); });
    half = half.replace(new RegExp("^[" + RULE.SPACE + "]+|[" + RULE.SPACE + "]+$", "g"), "");
    return /^[0-9A-Za-z._-]{1,40}$/.test(half) ? half.toUpperCase() : code;
  }

  function pid(record, code, scheme) {
    var id = canonical(code), secret = record.list_secret, key;
    if (!secret) { return id; }
    if (scheme === 1) { return SHA256.hmac(secret, id).slice(0, 22); }
    key = SHA256.hmac(secret, "SSJ-1|k|" + id);
    return SHA256.digest(["SSJ-1", "pid", key, id, record.map[code].identity || ""].join("|")).slice(0, 40);
  }

  function map(record, work) {
    var codes = SSJ1.sortedKeys(record.map), faults = [], tiers = Object.create(null), bare = RECORD.isPrivate(record) && !record.list_secret;
    var lines = codes.map(function (code) { return record.map[code].pid + "\t" + record.map[code].group; }).sort(SSJ1.byBytes);
    if (lines.join("\n") !== record.list.slice().sort(SSJ1.byBytes).join("\n")) { faults.push("对象对照表与名录不是一一对应。"); }
    if (!RECORD.isPrivate(record) && record.list_secret) { faults.push("公开的名录没有名单密钥。"); }
    codes.forEach(function (code) {
      var entry = record.map[code], group = entry.group;
      if (!bare && pid(record, code, work.rule ? work.rule.pid : 1) !== entry.pid) { faults.push("“" + code + "”的名单代号不是算出来的那个。"); }
      if ((group === SSJ1.EXCLUDED) !== SSJ1.has(record.excluded, code)) { faults.push("“" + code + "”的排除原因与组别不符。"); }
      if (group === SSJ1.EXCLUDED || group === SSJ1.MANDATORY || !record.list_secret) { return; }
      if (SSJ1.has(tiers, group) && tiers[group] !== entry.tier) { faults.push("“" + group + "”里混有不同等级。"); }
      tiers[group] = entry.tier;
    });
    Object.keys(record.excluded).forEach(function (code) { if (!SSJ1.has(record.map, code)) { faults.push("“" + code + "”有排除原因，却不在名录里。"); } });
    if (RECORD.isSecond(record)) { names(record, codes, faults); }
    return bare && !faults.length ? open("没有名单密钥，名单代号与对象的对应无从核验。")
      : judged(faults, "对象与名录一一对应，名单代号由名单密钥算出，名称与名称指纹一致。", "对象与名录的对应不成立。");
  }

  /* The names of the whole list give their root, and those shown are among them. */
  function names(record, codes, faults) {
    var lines = codes.map(function (code) { return code + "\t" + record.map[code].name; }).sort(SSJ1.byBytes);
    if (SSJ1.root(lines) !== record.names_root) { faults.push("名称与名称指纹不符。"); }
    Object.keys(record.names || {}).forEach(function (code) {
      if (!SSJ1.has(record.map, code) || record.map[code].name !== record.names[code]) { faults.push("“" + code + "”的名称与锁定时不同。"); }
    });
  }

  /* --- teams: the matching, then each substitution with everybody else fixed --- */

  function teams(record, work) {
    var pids = Object.create(null), codes = Object.create(null), state, cases = record.matching.cases || [], right = true, hasTeams;
    if (Object.keys(work.rule.parties).length && !work.rule.seats) { return open("联合任务的匹配另行规定，检查组无从核验。"); }
    Object.keys(record.map).forEach(function (code) {
      pids[code] = record.map[code].pid;
      codes[pids[code]] = code;
    });
    state = begin(record, work, pids);
    hasTeams = SSJ1.has(record.matching, "teams");
    cases.forEach(function (one) { if (!hasTeams || !one.proof) { right = replay(state, one) && right; } });
    if (hasTeams) {
      right = right && sameKeys(record.matching.teams, setOf(keysOf(state, Object.keys(state.listed)))) &&
        MATCHING.holds(problem(state, record.matching.teams, Object.create(null), state.staff), record.matching);
      if (right) { state.teams = copied(record.matching.teams); }
      cases.forEach(function (one) { if (right && one.proof) { right = replay(state, one); } });
    }
    right = right && isOutcome(record, state, codes);
    if (!right) { return STEP.bad("检查组与种子不符。", ["检查组、递补或改派不是由种子依次得出的。"]); }
    return hasTeams ? STEP.ok("检查组由种子算出，递补和改派依次相符。") : open("还没有匹配，检查组无从核验。");
  }

  function begin(record, work, pids) {
    var state = { pids: pids, rule: work.rule, km: work.keys.Km, applies: work.applies, pools: Object.create(null), listed: Object.create(null), used: Object.create(null),
      teams: Object.create(null), departed: Object.create(null), staff: Object.create(null) };
    SSJ1.sortedKeys(work.drawn.pools).forEach(function (group) {
      state.pools[group] = work.drawn.pools[group].map(function (i) { return SSJ1.parts(record.list[i]).id; });
      state.pools[group].slice(0, work.quotas[group] || 0).forEach(function (id) { state.listed[id] = state.used[id] = true; });
    });
    Object.keys(work.staff).forEach(function (code) { if (work.staff[code].status === "在岗") { state.staff[code] = seated(state, work.staff[code]); } });
    return state;
  }

  /* A person as the seats see them: in a joint task recusals are of the own party's seats. */
  function seated(state, person) {
    var barred = Object.create(null);
    if (!state.rule.seats) { return person; }
    Object.keys(person.barred).forEach(function (id) { barred[id + "@" + person.party] = true; });
    return { headroom: person.headroom, lead: person.lead, items: person.items, party: person.party, barred: barred };
  }

  /* What an object needs, by the keys of its seats: the object itself, in a joint task object@party for each party with
     seats there; the initiator is always there, leads, and fills the team up. */
  function needs(state, id) {
    var rule = state.rule, found = Object.create(null), applies = setOf(state.applies[id] || []), count = 0;
    if (!rule.seats) {
      found[id] = { seats: rule.team, items: rule.items, party: "", lead: true };
      return found;
    }
    Object.keys(rule.seats.count).forEach(function (party) {
      var items = rule.parties[party].filter(function (item) { return applies[item]; }), first = party === rule.seats.first;
      if (!items.length && !first) { return; }
      items = items.concat(rule.items.filter(function (item) { return item.indexOf("标签:") === 0; }));
      found[id + "@" + party] = { seats: rule.seats.count[party], items: items, party: party, lead: first };
      count += rule.seats.count[party];
    });
    found[id + "@" + rule.seats.first].seats += Math.max(0, rule.team - count);
    return found;
  }

  /* The keys of all seats of these objects, or only of those that are a person's party's. */
  function keysOf(state, ids, code) {
    var keys = [];
    ids.forEach(function (id) {
      var found = needs(state, id);
      Object.keys(found).forEach(function (key) {
        if (!code || !state.staff[code] || !found[key].party || found[key].party === state.staff[code].party) { keys.push(key); }
      });
    });
    return keys;
  }

  function problem(state, visits, fixed, staff) {
    var need = Object.create(null);
    Object.keys(visits).forEach(function (key) { need[key] = needs(state, key.split("@")[0])[key]; });
    return { km: state.km, visits: Object.keys(visits).sort(), fixed: fixed, staff: staff, need: need };
  }

  function replay(state, one) {
    var came = /^([0-9A-Z._-]+)由([0-9A-Z._-]+)递补；/.exec(one.text), left = /^([0-9A-Z._-]+)退出(本任务：)?([0-9A-Z._、-]+)；/.exec(one.text);
    if (one.act === "递补" && came) { return promoted(state, one, idOf(state, came[1]), idOf(state, came[2])); }
    return one.act === "改派" && left ? reassigned(state, one, left) : false;
  }

  function idOf(state, code) { return SSJ1.has(state.pids, code) ? state.pids[code] : code; }

  function promoted(state, one, old, next) {
    var pool = Object.keys(state.pools).filter(function (group) { return state.pools[group].indexOf(old) >= 0; })[0], fixed;
    if (!state.listed[old] || state.pools[pool].filter(function (id) { return !state.used[id]; })[0] !== next) { return false; }
    delete state.listed[old];
    state.listed[next] = state.used[next] = true;
    if (!one.proof) { return true; }
    fixed = copied(state.teams);
    keysOf(state, [old]).forEach(function (key) { delete fixed[key]; });
    return proved(state, one, fixed, { person: "", visits: Object.create(null) }, keysOf(state, [next]));
  }

  function reassigned(state, one, text) {
    var person = text[1], visits = setOf([]), fixed = Object.create(null), done;
    keysOf(state, text[3].split("、").map(function (code) { return idOf(state, code); }), person).forEach(function (key) { visits[key] = true; });
    if (Object.keys(visits).some(function (id) { return !state.teams[id] || state.teams[id].indexOf(person) < 0; })) { return false; }
    if (text[2]) { state.departed[person] = setOf([EVERYWHERE]); }
    Object.keys(state.teams).forEach(function (id) {
      fixed[id] = state.teams[id].filter(function (code) { return !visits[id] || code !== person; });
    });
    done = proved(state, one, fixed, { person: person, visits: visits });
    state.departed[person] = state.departed[person] || Object.create(null);
    Object.keys(visits).forEach(function (id) { state.departed[person][id] = true; });
    return done;
  }

  /* Whether the proof of one case holds with everybody else fixed; the teams go on as it says. */
  function proved(state, one, fixed, leaving, added) {
    var visits = copied(fixed), staff = Object.create(null), proof = one.proof;
    (added || []).forEach(function (key) { visits[key] = []; });
    if (!proof || !sameTeams(proof.fixed, fixed) || !sameKeys(proof.teams, visits)) { return false; }
    Object.keys(state.staff).forEach(function (code) { staff[code] = without(state, code, { fixed: fixed, visits: visits, leaving: leaving }); });
    if (!MATCHING.holds(problem(state, visits, fixed, staff), proof)) { return false; }
    state.teams = copied(proof.teams);
    return true;
  }

  /* A person barred from where they left, now or earlier, but for seats that they kept. */
  function without(state, code, at) {
    var person = state.staff[code], barred = copied(person.barred), gone = state.departed[code] || Object.create(null);
    if (code === at.leaving.person) { Object.keys(at.leaving.visits).forEach(function (id) { barred[id] = true; }); }
    Object.keys(at.visits).forEach(function (id) {
      if ((gone[EVERYWHERE] || gone[id]) && !(at.fixed[id] && at.fixed[id].indexOf(code) >= 0)) { barred[id] = true; }
    });
    return { headroom: person.headroom, lead: person.lead, items: person.items, party: person.party, barred: barred };
  }

  function isOutcome(record, state, codes) {
    var due = Object.create(null), teams = Object.create(null);
    function codeOf(id) { return SSJ1.has(codes, id) ? codes[id] : id; }
    Object.keys(state.listed).forEach(function (id) { due[codeOf(id)] = true; });
    Object.keys(state.teams).forEach(function (key) {
      var code = codeOf(key.split("@")[0]);
      teams[code] = (teams[code] || []).concat(state.teams[key]);
    });
    return sameKeys(due, record.names) && sameKeys(teams, record.teams) &&
      Object.keys(teams).every(function (code) { return teams[code].length === record.teams[code].length; });
  }

  function copied(map) {
    var copy = Object.create(null);
    Object.keys(map).forEach(function (key) { copy[key] = map[key]; });
    return copy;
  }

  function sameKeys(one, other) {
    return Object.keys(one).length === Object.keys(other).length && Object.keys(one).every(function (key) { return SSJ1.has(other, key); });
  }

  function sameTeams(one, other) {
    return sameKeys(one, other) && Object.keys(one).every(function (key) { return one[key].join("\t") === other[key].join("\t") && one[key].length === other[key].length; });
  }

  return { people: people, map: map, teams: teams };
}());
