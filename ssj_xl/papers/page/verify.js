/* Every published figure of a record recomputed, step by step.  A step takes what the steps before it published,
   so that a changed figure turns its own step red; all steps green means the whole chain holds.
   Needs the table PARTIES, sha256.js, ssj1.js, rule.js, read.js, record.js, step.js, audit.js and shown.js.  A step is an outcome of
   step.js with { key, title }. */
var VERIFY = (function () {
  "use strict";

  var ok = STEP.ok, open = STEP.open, bad = STEP.bad, judged = STEP.judged;

  function sizesOf(list) {
    var sizes = Object.create(null), i, group;
    for (i = 0; i < list.length; i++) {
      group = SSJ1.parts(list[i]).group;
      sizes[group] = (sizes[group] || 0) + 1;
    }
    return sizes;
  }

  /* Where two maps of numbers differ, in words. */
  function differences(name, published, computed) {
    var all = Object.create(null), faults = [];
    [published || {}, computed].forEach(function (map) { Object.keys(map).forEach(function (key) { all[key] = 1; }); });
    SSJ1.sortedKeys(all).forEach(function (key) {
      var said = SSJ1.has(published || {}, key) ? published[key] : "没有", is = key in computed ? computed[key] : "没有";
      if (said !== is) { faults.push("“" + key + "”的" + name + "：公布 " + said + "，重算 " + is + "。"); }
    });
    return faults;
  }

  var PIDS = { 1: /^[0-9a-f]{22}$/, 2: /^[0-9a-f]{40}$/ }, ID = /^[0-9A-Z._-]{1,40}$/;

  /* Ids of an open list are codes, of a private one pseudonyms of the rule's scheme. */
  function isId(id, record, scheme) {
    if (record.profile === undefined) { return ID.test(id) || PIDS[1].test(id) || PIDS[2].test(id); }
    return (RECORD.isPrivate(record) ? PIDS[scheme] : ID).test(id);
  }

  function checkList(record, work) {
    var seen = Object.create(null), faults = [], list = record.list, scheme = work.rule ? work.rule.pid : 1;
    if (record.count !== list.length) { faults.push("公布 " + record.count + " 条，名录实有 " + list.length + " 条。"); }
    list.forEach(function (line, i) {
      var part = SSJ1.parts(line), label = part.group;
      if (line.indexOf("\t") < 0 || !isId(part.id, record, scheme) || !RULE.isLabel(label) || label === SSJ1.ONE_POOL) {
        faults.push("第 " + (i + 1) + " 行格式不对。");
      }
      if (seen[part.id]) { faults.push("第 " + (i + 1) + " 行“" + part.id + "”重复。"); }
      if (i && SSJ1.byBytes(list[i - 1], line) >= 0) { faults.push("第 " + (i + 1) + " 行“" + part.id + "”不在应有的位置。"); }
      seen[part.id] = true;
    });
    if (scheme > 1 && record.profile === "公开") { faults.push("公开的名录不用名单代号，规则却写了代号办法。"); }
    work.sizes = sizesOf(list);
    if (SSJ1.has(record, "counts")) { faults = faults.concat(differences("条数", record.counts, work.sizes)); }
    return judged(faults, "名录共 " + list.length + " 条，无重复，顺序和各组条数与公布的一致。", "名录与公布的条数、顺序或分组不符。");
  }

  function checkRoot(record, work) {
    var root = work.root = SSJ1.root(record.list), faults = [];
    if (root !== record.root) { faults.push("公布 " + record.root + "，重算 " + root + "。"); }
    return judged(faults, "由名录重算的指纹与公布的一致。",
      "名录被改动过：至少有一行与锁定时不同。指纹只说明有改动；要知道是哪一行，请各单位用锁定时的回执核对自己那一行。");
  }

  /* What the reader copied from the lock notice against what was recomputed; a notice may be its fingerprint only. */
  function checkNotice(record, work, notice) {
    var here = {
      draw: record.draw, attempt: String(record.attempt), root: work.root, people: record.people || "",
      rule: record.rule ? SHA256.digest(record.rule) : "", count: String(record.list.length), names: record.names_root || "",
      source: record.source || "", locked: (record.locked_at || "").replace(/\s+/g, "")
    };
    var names = { draw: "任务编号", attempt: "轮次", root: "名录指纹", people: "人员指纹", rule: "规则指纹", count: "名录条数", names: "名称指纹",
      source: "随机源", locked: "锁定时间" };
    var compared = Object.keys(names).filter(function (key) { return notice[key] !== undefined; });
    var faults = compared.filter(function (key) { return notice[key] !== here[key]; }).map(function (key) {
      return names[key] + "：锁定公告上是 " + (notice[key] || "（无）") + "，这里是 " + (here[key] || "（无）") + "。";
    });
    return judged(faults, "与锁定公告一致：" + compared.map(function (key) { return names[key]; }).join("、") + "。",
      "与锁定公告不同：锁定之后换过内容，或者公告不是这一轮的。");
  }

  /* The rule; only a record of another program may have none, or one of another form. */
  function readRule(record, work) {
    try {
      work.rule = RULE.parse(record.rule || "");
    } catch (error) {
      work.trouble = error.message;
    }
  }

  function checkQuotas(record, work) {
    var faults = [], rule = work.rule, mode = rule ? rule.mode : SSJ1.has(record.quotas, SSJ1.ONE_POOL) ? RULE.WEIGHTED : RULE.BY_RATIO;
    work.quotas = record.quotas;
    work.weights = record.weights || {};
    if (record.mode !== undefined && mode !== record.mode) { faults.push("抽取方式：公布“" + record.mode + "”，应为“" + mode + "”。"); }
    if (!rule) {
      if (!RECORD.isMinimal(record)) { return bad("规则原文写法不对：" + work.trouble + "。"); }
      faults = faults.concat(impossible(work));
      return faults.length ? bad("公布的名额不可能。", faults) : open("没有公布规则原文，名额无法重算。");
    }
    work.quotas = RULE.quotas(rule, work.sizes);
    work.weights = RULE.weights(rule, work.sizes);
    faults = faults.concat(differences("名额", record.quotas, work.quotas));
    if (SSJ1.has(record, "weights")) { faults = faults.concat(differences("签数", record.weights, work.weights)); }
    if (record.floor && !RULE.reaches(work.quotas, work.sizes, record.floor)) { faults.push("各组合计达不到公布的 " + record.floor + "。"); }
    return judged(faults, "按公布的规则和各组条数重算，名额一致。", "名额与规则不符。");
  }

  /* Without a rule: every pool has its quota and no more than there are; X none, M all, no lots for either. */
  function impossible(work) {
    var room = Object.create(null), faults = [], lots = Object.keys(work.weights);
    if (lots.length) { room[SSJ1.ONE_POOL] = 0; }
    Object.keys(work.sizes).forEach(function (label) {
      var pool = SSJ1.has(work.weights, label) ? SSJ1.ONE_POOL : label;
      room[pool] = (room[pool] || 0) + work.sizes[label];
    });
    lots.forEach(function (label) { if ([SSJ1.EXCLUDED, SSJ1.MANDATORY, SSJ1.ONE_POOL].indexOf(label) >= 0) { faults.push("“" + label + "”不应有签数。"); } });
    Object.keys(work.quotas).forEach(function (label) { if (!SSJ1.has(room, label)) { faults.push("没有“" + label + "”这一组。"); } });
    Object.keys(room).forEach(function (label) {
      var quota = work.quotas[label];
      if (!SSJ1.has(work.quotas, label) || quota > room[label] || label === SSJ1.EXCLUDED && quota || label === SSJ1.MANDATORY && quota !== room[label]) {
        faults.push("“" + label + "”的名额不对。");
      }
    });
    return faults;
  }

  /* When a number of a source's clock is made (Beijing time), "" for one that never is. */
  function due(clock, number) {
    var made = new Date((clock[0] + clock[1] * (number - 1) + 8 * 3600) * 1000);
    return number >= 1 && number <= clock[2] ? made.toISOString().slice(0, 19).replace("T", " ") : "";
  }

  function checkSource(record) {
    var source = record.source, kind = SSJ1.kindOf(source) || {}, faults = [], parties = Object.keys(record.commitments || {}).length;
    if (parties === 1) { faults.push("多方承诺至少要有两方。"); }
    if (!RECORD.isDrawn(record) && Object.keys(record.nonces || {}).length) { faults.push("尚未抽取，原件却已公开。"); }
    if (source !== undefined) {
      if (!SSJ1.isSource(source)) { faults.push("随机源“" + source + "”不是规定的写法。"); }
      if (record.strength !== undefined && record.strength !== (parties ? PARTIES : "") + kind.strength) { faults.push("可信程度与随机源和承诺不符。"); }
      if (kind.clock && due(kind.clock, +source.split(":")[1]) <= (record.locked_at || "")) { faults.push("信标的这一轮在锁定之前已经产生。"); }
    }
    if (!faults.length && RECORD.isTrial(record)) { return open("这是一次试抽：之前没有锁定名录和规则，种子可以反复试。"); }
    if (!faults.length && (SSJ1.kindOf(source || record["public"]) || {}).locks === false) { return open("随机数由自定文字算出，没有公信力。"); }
    if (!faults.length && source === undefined && RECORD.isDrawn(record)) { return open("记录没有写明锁定时指定的随机源，随机数是不是事后挑的，无从核验。"); }
    return judged(faults, "锁定时指定的随机源写法规范。", "随机源或可信程度不对。");
  }

  function checkPublic(record) {
    var value = record["public"], proof = record.public_proof || "", faults = [];
    if (!SSJ1.isPublic(value)) { return bad("随机数“" + value + "”不是规定的写法。"); }
    if (record.source !== undefined && !SSJ1.comesFrom(value, record.source)) {
      return bad("随机数“" + value + "”不是出自锁定时指定的随机源“" + record.source + "”。");
    }
    if (proof && !SSJ1.isProofOf(proof, value)) { faults.push("随机数不是信标签名的 SHA-256。"); }
    if (!faults.length && SSJ1.kindOf(value).signed) {
      return open(proof ? "随机数是所附签名的 SHA-256；签名是不是信标的，本页不能验证，请用 ssj-xl verify 或到 drand 官网核对。"
        : "没有附信标的签名，数值请到 drand 官网核对。");
    }
    return judged(faults, "随机数写法规范，出自锁定时指定的随机源。数值本身请与官方公告或现场记录核对。", "随机数与签名不符。");
  }

  function checkNonces(record) {
    var faults = [], commitments = record.commitments || {}, nonces = record.nonces || {};
    SSJ1.sortedKeys(commitments).forEach(function (party) {
      var text = ["SSJ-1", "nonce", record.draw, party, nonces[party]].join("|");
      if (!SSJ1.has(nonces, party) || SHA256.digest(text) !== commitments[party]) {
        faults.push("“" + party + "”公开的数与事先封存的承诺不符。");
      }
    });
    SSJ1.sortedKeys(nonces).forEach(function (party) {
      if (!SSJ1.has(commitments, party)) { faults.push("“" + party + "”没有交过承诺。"); }
    });
    return judged(faults, "各方公开的数与事先封存的承诺一致。", "有人公开的数与承诺不符。");
  }

  /* The facts of the seed text; what a record of another program leaves out is what was computed. */
  function stated(record, work) {
    return {
      draw: record.draw, attempt: record.attempt || 1, rule: record.rule || "", root: record.root, count: record.count,
      people: record.people === undefined ? work.people || "" : record.people, quotas: record.quotas,
      weights: record.weights || work.weights, nonces: record.nonces || {}, "public": record["public"]
    };
  }

  function checkSeedText(record, work) {
    var is = SSJ1.seedText(stated(record, work)).split("\n"), said = record.seed_text.split("\n"), faults = [], i;
    for (i = 0; i < Math.max(is.length, said.length); i++) {
      if (is[i] !== said[i]) {
        faults.push("第 " + (i + 1) + " 行：公布“" + (said[i] || "（无）") + "”，应为“" + (is[i] || "（无）") + "”。");
      }
    }
    return judged(faults, "种子原文由编号、轮次、规则、名录、人员指纹、名额和随机数拼成，逐行一致。", "种子原文与公布的各项不符。");
  }

  function checkKeys(record, work) {
    var faults = [], names = { S: "种子", K: "签号密钥", Km: "人员匹配密钥" };
    work.keys = SSJ1.keys(record.seed_text);
    Object.keys(names).forEach(function (name) {
      if (record[name] !== work.keys[name]) {
        faults.push(names[name] + "：公布 " + record[name] + "，重算 " + work.keys[name] + "。");
      }
    });
    return judged(faults, "由种子原文重算的种子和两个密钥一致。", "种子或密钥不是由种子原文算出的。");
  }

  function told(line) {
    var part = line ? line.split("\t") : [];
    return line ? part[0] + " 第 " + part[1] + " 名 " + part[2] + "（签号 " + String(part[3]).slice(0, 12) + "…）" : "无";
  }

  function compareLines(said, is) {
    var faults = [], i;
    for (i = 0; i < Math.max(said.length, is.length); i++) {
      if (said[i] !== is[i]) { faults.push("第 " + (i + 1) + " 行：公布 " + told(said[i]) + "，重算 " + told(is[i]) + "。"); }
    }
    return faults;
  }

  function checkResult(record, work) {
    work.drawn = SSJ1.order(record.list, work.keys.K, work.weights);
    work.result = SSJ1.winners(work.drawn, work.quotas);
    return judged(compareLines(record.result, work.result),
      "全部 " + record.list.length + " 个签号已重算，中签的 " + work.result.length + " 个与公布的中签名单逐行一致。",
      "公布的中签名单与重算的不同。");
  }

  function checkReserve(record, work) {
    var said = record.reserve || [], most = Object.create(null), count = work.rule ? work.rule.reserve : 0, is;
    if (!work.rule) {
      said.forEach(function (line) {
        var pool = line.split("\t")[0];
        most[pool] = (most[pool] || 0) + 1;
        count = Math.max(count, most[pool]);
      });
    }
    is = SSJ1.reserves(work.drawn, work.quotas, count);
    return judged(SSJ1.has(record, "reserve") ? compareLines(said, is) : [], is.length ? "候补 " + is.length + " 个与签号顺序一致。" : "没有候补名单。",
      "候补顺序与重算的不同。");
  }

  function checkDigest(record) {
    var is = SSJ1.resultDigest(record.result);
    return judged(is === record.result_digest ? [] : ["公布 " + record.result_digest + "，重算 " + is + "。"],
      "由中签名单重算的结果指纹一致。", "结果指纹与中签名单不符。");
  }

  /* A notice from what a reader typed: the fingerprint alone, or the whole line of its QR code; null for neither. */
  function readNotice(typed) {
    var text = typed.replace(/\s+/g, ""), fields = text.split("|"), notice = { root: text.toLowerCase() };
    if (fields[0] === "SSJ-1" && [8, 9, 14].indexOf(fields.length) >= 0) {
      notice = { draw: fields[1], attempt: fields[2], root: fields[3], people: fields[4], rule: fields[5], count: fields[6] };
      if (fields[8]) { notice.names = fields[8]; }
      if (fields[9]) { notice.source = fields[9]; notice.locked = fields[10]; }
    }
    return /^[0-9a-f]{64}$/.test(notice.root) ? notice : null;
  }

  /* All steps of a record.  notice: of `readNotice`, null where the reader has none. */
  function steps(record, notice) {
    var work = {}, done = [];
    function step(key, title, check) {
      var found;
      try { found = check(); } catch (error) { found = bad("记录缺项或格式不对，无法核验：" + error.message + "。"); }
      found.key = key;
      found.title = title;
      done.push(found);
    }
    step("form", "记录的写法", function () {
      return judged(RECORD.faults(record), "记录的键和写法符合规范。", "记录缺项或格式不对，无法核验。");
    });
    if (done[0].state !== "ok") { return done; }
    if (SSJ1.has(record, "broken")) {
      step("list", "名录", function () { return open(record.broken); });
      return done;
    }
    readRule(record, work);
    step("list", "名录条数与顺序", function () { return checkList(record, work); });
    step("root", "名录指纹", function () { return checkRoot(record, work); });
    if (notice) { step("notice", "锁定公告", function () { return checkNotice(record, work, notice); }); }
    step("quotas", "规则与名额", function () { return checkQuotas(record, work); });
    if (record.people_list) { step("people", "执法人员名单", function () { return AUDIT.people(record, work); }); }
    step("source", "随机源", function () { return checkSource(record); });
    if (RECORD.isSecond(record)) { step("shown", "所示内容的指纹", function () { return SHOWN.digests(record); }); }
    if (record.audit) { step("map", "对象与名录", function () { return AUDIT.map(record, work); }); }
    if (!RECORD.isDrawn(record)) { return done; }
    step("public", "随机数", function () { return checkPublic(record); });
    if (Object.keys(record.commitments || {}).length || Object.keys(record.nonces || {}).length) {
      step("nonces", "多方承诺", function () { return checkNonces(record); });
    }
    step("seed", "种子原文", function () { return checkSeedText(record, work); });
    step("keys", "种子与密钥", function () { return checkKeys(record, work); });
    step("result", "签号与中签名单", function () { return checkResult(record, work); });
    step("reserve", "候补顺序", function () { return checkReserve(record, work); });
    step("digest", "结果指纹", function () { return checkDigest(record); });
    if (record.names) { step("names", "单位名单", function () { return SHOWN.names(record, work); }); }
    if (record.drawn_at !== undefined) {
      step("times", "时间先后", function () {
        return judged(record.drawn_at < record.locked_at ? ["抽取时间早于锁定时间。"] : [], "先锁定，后抽取。", "时间先后不对。");
      });
    }
    if (record.audit && work.rule) { step("teams", "检查组", function () { return AUDIT.teams(record, work); }); }
    return done;
  }

  /* The verdict on the text of a record, as the specification's section 13 has it. */
  function verdict(text) {
    var states;
    try {
      states = steps(READ.json(text.replace(/^\ufeff/, "")), null).map(function (step) { return step.state; });
    } catch (error) { return "不符合"; }
    return states.indexOf("bad") >= 0 ? "不符合" : states.indexOf("open") >= 0 ? "无从核验" : "符合";
  }

  var ANSWERED = { notice: "before", shown: "shown", names: "shown", page: "shown", map: "shown", teams: "shown" };

  /* The three questions, each with the worst state of its steps: was it computed, was it locked before, is it what is shown. */
  function answers(steps) {
    var found = { computed: "ok", before: "ok", shown: "ok" };
    steps.forEach(function (step) {
      var key = ANSWERED[step.key] || "computed";
      if (step.state === "bad" || step.state === "open" && found[key] === "ok") { found[key] = step.state; }
    });
    return found;
  }

  /* A receipt { line, proof, root } against a record: a step. */
  function receipt(record, paper) {
    if (!paper || typeof paper.line !== "string" || !Array.isArray(paper.proof) || !paper.proof.every(Array.isArray) || typeof paper.root !== "string") {
      return bad("回执读不懂：应有 line、proof、root 三项。");
    }
    if (!SSJ1.proves(paper.line, paper.proof, paper.root)) { return bad("回执本身不成立：由这一行算不到回执上的名录指纹。"); }
    if (paper.draw !== undefined && paper.draw !== record.draw) { return bad("这是任务 " + paper.draw + " 的回执，不是本任务的。"); }
    if (paper.root !== record.root) { return bad("回执上的名录指纹与本页第 " + record.attempt + " 轮的不同。"); }
    if (paper.k !== undefined && SHA256.digest(["SSJ-1", "pid", paper.k, paper.id, paper.identity].join("|")).slice(0, 40) !== SSJ1.parts(paper.line).id) {
      return bad("由回执的编码、证号和 k 算出的名单代号不是这一行的：拿到的可能是别家的代号。");
    }
    if (record.list.indexOf(paper.line) < 0) { return bad("回执成立，但本页名录里没有这一行：名录被改动过。"); }
    return ok("这一行在锁定的名录里，一字不差。");
  }

  return { steps: steps, answers: answers, verdict: verdict, receipt: receipt, readNotice: readNotice, isDrawn: RECORD.isDrawn };
}());
