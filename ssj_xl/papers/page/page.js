/* What the page does in the reader's browser.  Every text from a record enters as text, never as markup. */
(function () {
  "use strict";

  var ROWS = 200, COLUMNS = ["行号", "编码或代号", "组别", "抽取"], byId = DOM.byId, element = DOM.element, make = DOM.make;
  var MARKS = { ok: "✓ 一致", bad: "✗ 不一致", open: "？ 无法核对" };
  var VERDICTS = { ok: "✓ 符合", bad: "✗ 不符合", open: "？ 无从核验" };
  var PSEUDONYM = /^([0-9a-f]{22}|[0-9a-f]{40})$/i, say = SECTIONS.say, isPrivate = RECORD.isPrivate;
  var unreadable = "", altered = [], records = [], chosen = null, orders = {};

  /* A value by the specification's strict reading; what only a lenient reader takes is shown, but never verified. */
  function read(id) {
    var text = byId(id) ? byId(id).textContent : "";
    try {
      return READ.json(text);
    } catch (error) {
      unreadable = unreadable || error.message;
    }
    try {
      return JSON.parse(text);
    } catch (error) { return null; }
  }

  function show(id, children) {
    DOM.fill(byId(id), [].concat(children).map(function (child) { return typeof child === "object" ? child : make("p", "", child); }));
  }

  function onSubmit(id, act) {
    byId(id).addEventListener("submit", function (event) {
      event.preventDefault();
      act();
    });
  }

  /* --- verification --- */

  /* The record of an attempt; the one chosen where there is no such attempt, or none is named. */
  function attemptOf(number) {
    return records.filter(function (record) { return String(record.attempt) === String(number); })[0] || chosen;
  }

  function verify() {
    var typed = byId("notice").value, notice = VERIFY.readNotice(typed), meant, pages;
    if (typed.trim() && !notice) {
      show("verdict", make("p", "verdict bad", "锁定公告上的名录指纹应为 64 位数字和字母 a–f，二维码文字应为 SSJ-1| 开头的整行，请核对后重新输入。"));
      return;
    }
    meant = notice && attemptOf(notice.attempt);
    pages = records.map(function (record) {
      var steps = VERIFY.steps(record, record === meant ? notice : null);
      if (unreadable) { steps.unshift({ key: "text", title: "记录的文字", state: "bad", text: "记录的写法不合规范：" + unreadable + "。", details: [] }); }
      return { record: record, steps: steps };
    });
    tell(pages, notice);
    byId("verify").className = "finished";
  }

  /* What the page itself shows, as a step; the rest are the records'. */
  function ofPage() {
    return altered.length ? { key: "page", title: "网页显示的内容", state: "bad", text: "网页被改动过。", details: altered }
      : { key: "page", title: "网页显示的内容", state: "ok", text: "网页各处已由所附的记录重新得出，与原来显示的逐处相同。", details: [] };
  }

  function tell(pages, notice) {
    var own = ofPage(), steps = pages.reduce(function (all, page) { return all.concat(page.steps); }, [own]), answers = VERIFY.answers(steps);
    var state = answers.computed === "bad" || answers.shown === "bad" || answers.before === "bad" ? "bad"
      : answers.computed === "open" || answers.shown === "open" ? "open" : "ok";
    show("verdict", [make("p", "verdict " + state, VERDICTS[state] + "：" + verdict(state, steps)), make("ul", "", [
      line(ASKED.computed, VERDICTS[answers.computed]), line(ASKED.before, before(answers.before, notice)),
      line(ASKED.shown, VERDICTS[answers.shown] + (answers.shown === "ok" ? bounds() : ""))])]);
    show("steps", [make("ol", "steps", item(own, ""))].concat(pages.map(described)));
  }

  function line(question, answer) { return make("li", "", question + "：" + answer + "。"); }

  /* What 符合 to the third question does not reach. */
  function bounds() {
    if (!VERIFY.isDrawn(chosen)) { return "（" + ASKED.not_drawn + "）"; }
    return chosen.profile === "不公开等级" ? "（" + ASKED.coded + "）" : "";
  }

  function before(state, notice) {
    var kind = notice && SSJ1.kindOf(attemptOf(notice.attempt).source || "");
    if (state === "bad") { return VERDICTS.bad; }
    if (!notice) { return "无锚，凭网页不能知道，请拿锁定公告核对；不影响上面的结论"; }
    return "有锚，与您给出的锁定公告一致" + (kind && kind.drums.length ? "；这一期是不是在锁定之后开奖，本页没有开奖日历，请查开奖公告" : "");
  }

  function count(steps, state) { return steps.filter(function (step) { return step.state === state; }).length; }

  function verdict(state, steps) {
    var open = count(steps, "open"), rest = open ? "另有 " + open + " 步缺少资料，无法核对。" : "";
    if (state === "bad") {
      return "核验没有通过，" + count(steps, "bad") + " 步不一致，见下。可能是改动、拿错文件或笔误，请拿本页向抽查机关或纪检监察机关查问。" + rest;
    }
    if (state === "open") { return "能核对的都一致，" + open + " 步缺少资料，见下。缺资料不等于有错；应当公开的可以要求补上。"; }
    if (!VERIFY.isDrawn(chosen)) { return "锁定的名录和名额核验一致；尚未抽取。" + rest; }
    return "核验通过，由名录、规则和随机数重算的结果与公布的完全一致。这说明名单不是挑出来的，不说明名册齐全、检查办得好。" + rest;
  }

  function item(step, number) {
    var details = step.details.map(function (text) { return make("li", "step-detail", text); });
    var found = make("li", "", [make("strong", step.state, MARKS[step.state] + "：" + step.title), step.text]);
    if (details.length) { found.appendChild(make("ul", "", details)); }
    found.setAttribute("data-step", number + "-" + step.key);
    found.setAttribute("data-state", step.state);
    return found;
  }

  function described(page) {
    var record = page.record, steps = page.steps.map(function (step) { return item(step, record.attempt); });
    return make("div", "", [make("h3", "", "第 " + record.attempt + " 轮" + (record.void_at ? "（已作废）" : "")), make("ol", "steps", steps)]);
  }

  /* The browser paints the message first, then computes. */
  function startVerify() {
    show("verdict", "正在核验…");
    window.setTimeout(verify, 30);
  }

  /* --- 查我的单位 --- */

  function orderOf(record) {
    if (!orders[record.attempt]) {
      orders[record.attempt] = SSJ1.order(record.list, SSJ1.keys(record.seed_text).K, record.weights || {});
    }
    return orders[record.attempt];
  }

  function halfWidth(text) {
    return text.replace(/[！-～]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 0xfee0); }).replace(/\s+/g, "");
  }

  function lineOf(record, typed) {
    var wanted = [typed, typed.toUpperCase(), typed.toLowerCase()], i;
    for (i = 0; i < record.list.length; i++) {
      if (wanted.indexOf(SSJ1.parts(record.list[i]).id) >= 0) { return i; }
    }
    return -1;
  }

  function lookUp() {
    var typed = halfWidth(byId("code").value), at = lineOf(chosen, typed);
    if (!typed) { show("found", "请先输入。"); return; }
    show("found", make("div", "answer", at < 0 ? byName(chosen, typed) : facts(chosen, at)));
  }

  /* Who is not found by its line may be found on the list of names; the page never says of a firm what it cannot know. */
  function byName(record, typed) {
    var shown = listed(record, typed);
    if (shown.length) { return shown.concat(make("p", "", say("lookup.namesake"))); }
    if (isPrivate(record) && PSEUDONYM.test(typed)) { return make("p", "", say("lookup.no_line", { attempt: record.attempt, typed: typed })); }
    return [make("p", "", say(listing(record), { typed: typed })), make("p", "", say("lookup.ask" + (isPrivate(record) ? ".private" : ""), { attempt: record.attempt }))];
  }

  /* What the list of names says of the text that was typed. */
  function listing(record) {
    return record.void_at ? "lookup.void" : !VERIFY.isDrawn(record) ? "lookup.undrawn" : Object.keys(record.names || {}).length ? "lookup.unlisted" : "lookup.unnamed";
  }

  function listed(record, typed) {
    var names = record.names || {}, wanted = typed.toUpperCase(), found = [];
    function add(code, name, text) {
      var is = code.toUpperCase() === wanted || typed.length > 1 && halfWidth(name).toUpperCase().indexOf(wanted) >= 0;
      if (is && found.length < ROWS) { found.push(make("p", "", [make("strong", "", make("bdi", "", name)), " ", make("code", "", code), "：" + text])); }
    }
    SSJ1.sortedKeys(names).forEach(function (code) { add(code, names[code], say(record.void_at ? "lookup.listed.void" : "lookup.listed")); });
    (record.substituted || []).forEach(function (one) { add(one.left, one.left_name, say("gone.private", one)); });
    return found;
  }

  function pairs(rows) {
    return make("dl", "", rows.map(function (row) { return make("div", "", [make("dt", "", row[0]), make("dd", "", row[1])]); }));
  }

  function facts(record, at) {
    var part = SSJ1.parts(record.list[at]), rows = [
      ["代号或编码", part.id], ["名录行号", "第 " + (at + 1) + " 行，共 " + record.list.length + " 行"], ["组别", SECTIONS.group(part.group)]];
    var drawn, pool, rank;
    if (!VERIFY.isDrawn(record)) { return [pairs(rows.concat([["结果", "尚未抽取"]]))]; }
    drawn = orderOf(record);
    rows.push(["签号", drawn.ticket(at)]);
    if (part.group === SSJ1.EXCLUDED) { return [pairs(rows.concat([["结果", "不参加抽取"]])), command(record, part)]; }
    pool = SSJ1.has(record.weights || {}, part.group) ? SSJ1.ONE_POOL : part.group;
    rank = drawn.pools[pool].indexOf(at) + 1;
    rows.push(["名次", "本组 " + drawn.pools[pool].length + " 个中第 " + rank + "，取前 " + (record.quotas[pool] || 0) + " 个"]);
    rows.push(["结果", fate(record, part.id, rank <= (record.quotas[pool] || 0))]);
    return [pairs(rows), command(record, part)];
  }

  function fate(record, id, drawn) {
    var text = drawn ? "抽中" : "未抽中", old = record.void_at ? "（本轮已作废，不再有效）" : "";
    (record.substituted || []).forEach(function (one) {
      if (one.came === id) { text = "递补，替补 " + one.left; }
      if (one.came && one.left === id) { text += "，后被替换。原因：" + one.why; }
    });
    return text + old;
  }

  /* How to compute the ticket without this page. */
  function command(record, part) {
    var lots = SSJ1.has(record.weights || {}, part.group) ? record.weights[part.group] : 1, lines = [], lot;
    if (!/^[0-9A-Za-z._-]{1,40}$/.test(part.id)) { return make("p", "", "编码含有不允许的字符。"); }
    for (lot = 1; lot <= Math.min(lots, 3); lot++) {
      lines.push("printf '%s' '" + SSJ1.keys(record.seed_text).K + "|" + part.id + (lot > 1 ? "|" + lot : "") + "' | sha256sum");
    }
    if (lots > 3) { lines.push("……依次到末尾为 |" + lots); }
    return make("div", "", [
      make("p", "", "不用本页也能算出签号，在任何一台 Linux 或 macOS 电脑上执行" + (lots > 1 ? "（共 " + lots + " 签，取最小的）：" : "：")),
      make("p", "", lines.map(function (line) { return make("div", "", make("code", "", line)); }))]);
  }

  /* --- receipts --- */

  function checkReceipt() {
    var paper = null, found;
    try { paper = JSON.parse(byId("receipt").value); } catch (error) { paper = null; }
    found = VERIFY.receipt(attemptOf(paper && paper.attempt), paper);
    show("receipt-result", make("p", "verdict " + found.state, MARKS[found.state] + "：" + found.text));
  }

  function takeFile(event) {
    var file = event.dataTransfer && event.dataTransfer.files[0], reader = new FileReader();
    if (!file) { return; }
    event.preventDefault();
    reader.onload = function () {
      byId("receipt").value = String(reader.result);
      checkReceipt();
    };
    reader.readAsText(file);
  }

  /* --- the list --- */

  function isMatch(line, wanted) { return !wanted || line.toLowerCase().indexOf(wanted) >= 0; }

  function listRow(line, number, drawn) {
    var part = SSJ1.parts(line), texts = [number, part.id, SECTIONS.group(part.group), drawn[part.id] ? "抽中" : "—"];
    return element("tr", { role: "row" }, texts.map(function (text, i) {
      return element("td", { role: "cell", "data-label": COLUMNS[i] }, make("span", "", text));
    }));
  }

  function showList() {
    var wanted = halfWidth(byId("search").value).toLowerCase(), list = chosen.list || [], drawn = Object.create(null), rows = [], total = 0;
    (chosen.result || []).forEach(function (line) { drawn[line.split("\t")[2]] = true; });
    list.forEach(function (line, i) {
      if (!isMatch(line, wanted)) { return; }
      if (total++ < ROWS) { rows.push(listRow(line, i + 1, drawn)); }
    });
    show("shown", "第 " + chosen.attempt + " 轮名录共 " + list.length + " 条" + (wanted ? "，符合 " + total + " 条" : "") +
      (total > ROWS ? "；这里列出前 " + ROWS + " 条，其余请查找或下载记录。" : "。"));
    show("rows", rows.length ? listTable(rows) : []);
  }

  function listTable(rows) {
    var heads = COLUMNS.map(function (title) { return element("th", { scope: "col", role: "columnheader" }, title); });
    return element("table", { role: "table", "class": "narrow", "aria-labelledby": "h-register" },
      [make("thead", "", make("tr", "", heads)), make("tbody", "", rows)]);
  }

  /* --- the record as a file --- */

  function recordText() { return JSON.stringify(records.length > 1 ? records : records[0], null, 1) + "\n"; }

  function save() {
    var link = make("a", "", "");
    link.href = URL.createObjectURL(new Blob([recordText()], { type: "application/json" }));
    link.download = "公开记录-" + chosen.draw + ".json";
    document.body.appendChild(link);
    link.click();
    document.body.removeChild(link);
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  function copy() {
    var area = make("textarea", "", recordText()), done;
    document.body.appendChild(area);
    area.select();
    done = document.execCommand("copy");
    document.body.removeChild(area);
    show("copied", make("span", "", done ? "已复制。" : "浏览器不允许复制，请改用下载。"));
  }

  /* --- start --- */

  function chooseAttempt() {
    chosen = records[+byId("attempt").value];
    show("found", []);
    show("receipt-result", []);
    showList();
  }

  function offerAttempts() {
    var select = byId("attempt");
    records.forEach(function (record, i) {
      var option = make("option", "", "第 " + record.attempt + " 轮" + (record.void_at ? "（已作废）" : ""));
      option.value = String(i);
      select.appendChild(option);
    });
    select.value = String(records.length - 1);
    byId("choose").hidden = records.length < 2;
    select.addEventListener("change", chooseAttempt);
  }

  /* …#核验 at the end of the page's address verifies at once. */
  function onAddress() {
    var wanted = decodeURIComponent(location.hash.slice(1));
    if (wanted !== "核验") { return; }
    byId("verify").scrollIntoView();
    startVerify();
  }

  function isRecords(value) { return Array.isArray(value) && value.length > 0 && value.every(RECORD.isMap); }

  function start() {
    var found = read("ssj-record"), facts = read("ssj-page");
    records = isRecords(found) ? found : [];
    chosen = records[records.length - 1];
    altered = FRAME.show(records, RECORD.isMap(facts) ? facts : {});
    onSubmit("verify-form", startVerify);
    if (!chosen) { return; }
    offerAttempts();
    showList();
    onSubmit("lookup-form", lookUp);
    onSubmit("receipt-form", checkReceipt);
    onSubmit("search-form", showList);
    byId("search").addEventListener("input", showList);
    byId("receipt").addEventListener("dragover", function (event) { event.preventDefault(); });
    byId("receipt").addEventListener("drop", takeFile);
    byId("save").addEventListener("click", save);
    byId("copy").addEventListener("click", copy);
    window.addEventListener("hashchange", onAddress);
    onAddress();
  }

  /* The whole page must be there before it is held against its records. */
  document.addEventListener("DOMContentLoaded", start);
}());
