/* Every published figure of a record recomputed, step by step.  A step takes what the steps before it published,
   so that a changed figure turns its own step red; all steps green means the whole chain holds.
   Needs sha256.js, ssj1.js and rule.js.  A step is { key, title, state: "ok" | "bad" | "open", text, details }. */
var VERIFY = (function () {
  "use strict";

  var SHOWN = 5;

  function ok(text) { return { state: "ok", text: text, details: [] }; }
  function open(text) { return { state: "open", text: text, details: [] }; }
  function bad(text, details) { return { state: "bad", text: text, details: details || [] }; }

  /* ok, or bad with the first few of the faults. */
  function judged(faults, text, trouble) {
    var shown = faults.slice(0, SHOWN);
    if (!faults.length) { return ok(text); }
    if (faults.length > SHOWN) { shown.push("另有 " + (faults.length - SHOWN) + " 处。"); }
    return bad(trouble, shown);
  }

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

  function checkList(record, work) {
    var seen = Object.create(null), faults = [], list = record.list;
    if (record.count !== list.length) { faults.push("公布 " + record.count + " 条，名录实有 " + list.length + " 条。"); }
    list.forEach(function (line, i) {
      var part = SSJ1.parts(line);
      if (!/^[0-9A-Za-z._-]{1,40}\t[^\t]+$/.test(line)) { faults.push("第 " + (i + 1) + " 行格式不对。"); }
      if (seen[part.id]) { faults.push("第 " + (i + 1) + " 行“" + part.id + "”重复。"); }
      if (i && SSJ1.byBytes(list[i - 1], line) >= 0) { faults.push("第 " + (i + 1) + " 行“" + part.id + "”不在应有的位置。"); }
      seen[part.id] = true;
    });
    work.sizes = sizesOf(list);
    faults = faults.concat(differences("条数", record.counts, work.sizes));
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
      rule: record.rule ? SHA256.digest(record.rule) : "", count: String(record.list.length)
    };
    var names = { draw: "任务编号", attempt: "轮次", root: "名录指纹", people: "人员指纹", rule: "规则指纹", count: "名录条数" };
    var compared = Object.keys(names).filter(function (key) { return notice[key] !== undefined; });
    var faults = compared.filter(function (key) { return notice[key] !== here[key]; }).map(function (key) {
      return names[key] + "：锁定公告上是 " + (notice[key] || "（无）") + "，这里是 " + (here[key] || "（无）") + "。";
    });
    return judged(faults, "与锁定公告一致：" + compared.map(function (key) { return names[key]; }).join("、") + "。",
      "与锁定公告不同：锁定之后换过内容，或者公告不是这一轮的。");
  }

  function checkQuotas(record, work) {
    var rule, faults;
    work.quotas = record.quotas;
    work.weights = record.weights || {};
    if (!record.rule) { return open("没有公布规则原文，名额无法重算。"); }
    rule = RULE.parse(record.rule);
    work.reserve = rule.reserve;
    work.quotas = RULE.quotas(rule, work.sizes);
    work.weights = RULE.weights(rule, work.sizes);
    faults = differences("名额", record.quotas, work.quotas).concat(differences("签数", record.weights, work.weights));
    if (rule.mode !== record.mode) { faults.push("抽取方式：公布“" + record.mode + "”，规则原文是“" + rule.mode + "”。"); }
    return judged(faults, "按公布的规则和各组条数重算，名额一致。", "名额与规则不符。");
  }

  function checkPublic(record) {
    var value = record["public"];
    if (!SSJ1.isPublic(value)) { return bad("随机数“" + value + "”不是规定的写法。"); }
    if (!SSJ1.comesFrom(value, record.source)) {
      return bad("随机数“" + value + "”不是出自锁定时指定的随机源“" + record.source + "”。");
    }
    return ok("随机数写法规范，出自锁定时指定的随机源。数值本身请与官方公告或现场记录核对。");
  }

  function checkNonces(record) {
    var faults = [], commitments = record.commitments || {}, nonces = record.nonces || {};
    SSJ1.sortedKeys(commitments).forEach(function (party) {
      var text = ["SSJ-1", "nonce", record.draw, party, nonces[party]].join("|");
      if (!SSJ1.has(nonces, party) || SHA256.digest(text) !== commitments[party]) {
        faults.push("“" + party + "”公开的数与事先封存的承诺不符。");
      }
    });
    return judged(faults, "各方公开的数与事先封存的承诺一致。", "有人公开的数与承诺不符。");
  }

  function checkSeedText(record) {
    var is = SSJ1.seedText(record).split("\n"), said = record.seed_text.split("\n"), faults = [], i;
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
    var is = work.reserve === undefined ? record.reserve || [] : SSJ1.reserves(work.drawn, work.quotas, work.reserve);
    return judged(compareLines(record.reserve || [], is), is.length ? "候补 " + is.length + " 个与签号顺序一致。" : "没有候补名单。",
      "候补顺序与重算的不同。");
  }

  function checkDigest(record) {
    var is = SSJ1.resultDigest(record.result);
    return judged(is === record.result_digest ? [] : ["公布 " + record.result_digest + "，重算 " + is + "。"],
      "由中签名单重算的结果指纹一致。", "结果指纹与中签名单不符。");
  }

  /* Public ids: each promotion must be the next ticket of its own group, and the names those drawn or promoted. */
  function standing(record, work) {
    var faults = [], due = Object.create(null), pool = Object.create(null), came = Object.create(null), named = Object.create(null);
    SSJ1.sortedKeys(work.drawn.pools).forEach(function (group) {
      work.drawn.pools[group].forEach(function (i, rank) {
        var id = SSJ1.parts(record.list[i]).id;
        pool[id] = group;
        if (rank < (work.quotas[group] || 0)) { due[id] = true; }
      });
    });
    (record.substituted || []).forEach(function (one) {
      came[pool[one.came]] = (came[pool[one.came]] || 0) + 1;
      if (!due[one.left]) { faults.push("“" + one.left + "”不在名单上，却被替换。"); }
      if (pool[one.left] !== pool[one.came]) { faults.push("“" + one.came + "”与被替换的“" + one.left + "”不在同一组。"); }
      delete due[one.left];
      due[one.came] = true;
    });
    (record.substituted || []).forEach(function (one) {
      var group = pool[one.came], first = work.quotas[group], last = first + came[group];
      var next = (work.drawn.pools[group] || []).slice(first, last).map(function (i) { return SSJ1.parts(record.list[i]).id; });
      if (next.indexOf(one.came) < 0) { faults.push("“" + one.came + "”不是该组的下一签，不应递补。"); }
    });
    Object.keys(record.names).forEach(function (id) {
      named[id] = true;
      if (!due[id]) { faults.push("名单上的“" + id + "”不在中签和递补之列。"); }
    });
    Object.keys(due).forEach(function (id) { if (!named[id]) { faults.push("“" + id + "”应在名单上，却没有列出。"); } });
    return faults;
  }

  function checkNames(record, work, isPrivate) {
    var names = Object.keys(record.names || {}).length, faults;
    if (!names) { return open("单位名称尚未公布。"); }
    if (!isPrivate) {
      return judged(standing(record, work), "公布的 " + names + " 个名称正是中签者，递补者正是同组的下一签。", "公布的单位名单与中签、递补结果不符。");
    }
    faults = names === work.result.length ? [] : ["公布 " + names + " 个名称，中签 " + work.result.length + " 个。"];
    return judged(faults, "公布的单位名称共 " + names + " 个，与中签数相等。名称与代号的对应由各单位和审计人员核对。", "单位名称的个数与中签数不符。");
  }

  function isDrawn(record) { return Boolean(record.seed_text); }

  /* A notice from what a reader typed: the fingerprint alone, or the whole line of its QR code; null for neither. */
  function readNotice(typed) {
    var text = typed.replace(/\s+/g, ""), fields = text.split("|"), notice = { root: text.toLowerCase() };
    if (fields[0] === "SSJ-1" && fields.length === 8) {
      notice = { draw: fields[1], attempt: fields[2], root: fields[3], people: fields[4], rule: fields[5], count: fields[6] };
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
    if (record.broken) {
      step("list", "名录", function () { return bad(record.broken); });
      return done;
    }
    step("list", "名录条数与顺序", function () { return checkList(record, work); });
    step("root", "名录指纹", function () { return checkRoot(record, work); });
    if (notice) { step("notice", "锁定公告", function () { return checkNotice(record, work, notice); }); }
    step("quotas", "规则与名额", function () { return checkQuotas(record, work); });
    if (!isDrawn(record)) { return done; }
    step("public", "随机数与随机源", function () { return checkPublic(record); });
    if (Object.keys(record.commitments || {}).length) { step("nonces", "多方承诺", function () { return checkNonces(record); }); }
    step("seed", "种子原文", function () { return checkSeedText(record); });
    step("keys", "种子与密钥", function () { return checkKeys(record, work); });
    step("result", "签号与中签名单", function () { return checkResult(record, work); });
    step("reserve", "候补顺序", function () { return checkReserve(record, work); });
    step("digest", "结果指纹", function () { return checkDigest(record); });
    step("names", "单位名单", function () { return checkNames(record, work, record.profile === "不公开等级"); });
    return done;
  }

  /* A receipt { line, proof, root } against a record: a step. */
  function receipt(record, paper) {
    if (!paper || typeof paper.line !== "string" || !Array.isArray(paper.proof) || !paper.proof.every(Array.isArray) || typeof paper.root !== "string") {
      return bad("回执读不懂：应有 line、proof、root 三项。");
    }
    if (!SSJ1.proves(paper.line, paper.proof, paper.root)) { return bad("回执本身不成立：由这一行算不到回执上的名录指纹。"); }
    if (paper.draw !== undefined && paper.draw !== record.draw) { return bad("这是任务 " + paper.draw + " 的回执，不是本任务的。"); }
    if (paper.root !== record.root) { return bad("回执上的名录指纹与本页第 " + record.attempt + " 轮的不同。"); }
    if (record.list.indexOf(paper.line) < 0) { return bad("回执成立，但本页名录里没有这一行：名录被改动过。"); }
    return ok("这一行在锁定的名录里，一字不差。");
  }

  return { steps: steps, receipt: receipt, readNotice: readNotice, isDrawn: isDrawn };
}());
