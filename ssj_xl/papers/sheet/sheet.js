/* A team's page: what was found at each object, kept in the browser where that is possible, given back as one file.
   Plain ES5, no network.  Texts of the book only ever become text nodes. */
(function () {
  "use strict";
  var DATA = JSON.parse(document.getElementById("data").textContent);
  var KEY = "ssj_xl:" + DATA.token + ":" + DATA.team.join("、");
  var state = { visits: {} };
  var keeps = false;

  function byId(id) { return document.getElementById(id); }

  function add(parent, name, text, attributes) {
    var made = document.createElement(name), key;
    if (text) { made.textContent = text; }
    for (key in attributes || {}) { if (attributes.hasOwnProperty(key)) { made.setAttribute(key, attributes[key]); } }
    parent.appendChild(made);
    return made;
  }

  /* --- what is filled in ------------------------------------------------------------------------------ */

  function visit(firm) {
    var found = state.visits[firm.object];
    if (!found) { found = state.visits[firm.object] = { items: {}, notes: {} }; }
    return found;
  }

  function answer(firm, item) {
    var found = visit(firm).items[item.item];
    if (!found) { found = visit(firm).items[item.item] = {}; }
    return found;
  }

  /* What is missing of an object, in words; nothing for one that is complete. */
  function missing(firm) {
    var own = visit(firm), out = [];
    if (!own.day) { out.push("检查日期"); }
    if (!own.signed) { out.push("签字情况"); }
    firm.items.forEach(function (item) {
      var given = answer(firm, item);
      if (!given.kind) { out.push(item.name); }
      if (given.kind === "problem" && !given.result) { out.push(item.name + "的检查结果"); }
      if (given.kind === "problem" && !given.problem) { out.push(item.name + "的问题描述"); }
      if (given.kind === "problem" && !given.disposal) { out.push(item.name + "的后续处置"); }
    });
    return out;
  }

  function begun(firm) {
    var own = visit(firm);
    return !!(own.day || own.signed || firm.items.some(function (item) { return answer(firm, item).kind; }));
  }

  /* --- keeping ---------------------------------------------------------------------------------------- */

  function keep() {
    try { window.localStorage.setItem(KEY, JSON.stringify(state)); } catch (error) { keeps = false; }
    marks();
  }

  function canKeep() {
    try {
      window.localStorage.setItem(KEY + ":?", "1");
      window.localStorage.removeItem(KEY + ":?");
      return true;
    } catch (error) { return false; }
  }

  function restore() {
    var found = null;
    try { found = JSON.parse(window.localStorage.getItem(KEY) || "null"); } catch (error) { found = null; }
    if (found && found.visits) { state = found; }
  }

  /* --- the page --------------------------------------------------------------------------------------- */

  function field(parent, words, type, value, set) {
    var label = add(parent, "label", words), input = add(label, type === "area" ? "textarea" : "input", "", type === "area" ? { rows: "3" } : { type: type });
    input.value = value || "";
    input.addEventListener("input", function () { set(input.value); keep(); });
    return input;
  }

  function pick(parent, name, words, chosen, set) {
    var label = add(parent, "label", "", { "class": "pick" }), input = add(label, "input", "", { type: "radio", name: name });
    add(label, "span", words);
    input.checked = chosen;
    input.addEventListener("change", function () { set(); keep(); });
  }

  function tick(parent, own, key, words) {
    var label = add(parent, "label", "", { "class": "pick" }), input = add(label, "input", "", { type: "checkbox" });
    add(label, "span", words);
    input.checked = !!own.notes[key];
    input.addEventListener("change", function () { own.notes[key] = input.checked; keep(); });
  }

  function choose(parent, words, options, value, set) {
    var label = add(parent, "label", words), select = add(label, "select");
    add(select, "option", "（请选择）", { value: "" });
    options.forEach(function (option) { add(select, "option", option, { value: option }); });
    select.value = value || "";
    select.addEventListener("change", function () { set(select.value); keep(); });
    return select;
  }

  function showItem(parent, firm, item, number) {
    var box = add(parent, "fieldset"), given = answer(firm, item), name = firm.object + "-" + number, more, folded;
    add(box, "legend", item.name);
    folded = add(box, "details", "", { "class": "plain" });
    add(folded, "summary", "检查内容和依据");
    add(folded, "p", item.content || "（事项清单没有写检查内容）");
    add(folded, "p", "依据：" + (item.basis || "（事项清单没有写）"));
    [["clean", DATA.clean], ["problem", "发现问题"], ["none", DATA.none]].forEach(function (one) {
      if (one[1]) {
        pick(box, name, one[1], given.kind === one[0], function () { given.kind = one[0]; more.hidden = one[0] !== "problem"; });
      }
    });
    more = add(box, "div");
    more.hidden = given.kind !== "problem";
    choose(more, "检查结果", DATA.problems, given.result, function (value) { given.result = value; });
    field(more, "问题描述", "area", given.problem, function (value) { given.problem = value; });
    choose(more, "后续处置", DATA.disposals, given.disposal, function (value) { given.disposal = value; });
    field(more, "处置期限", "date", given.due, function (value) { given.due = value; });
    field(more, "取得的纸质材料（名称）", "text", given.materials, function (value) { given.materials = value; });
  }

  function showFirm(parent, firm) {
    var box = add(parent, "details", "", { "data-object": firm.object }), head = add(box, "summary"), body, own = visit(firm), part;
    add(head, "span", "未开始", { "class": "mark" });
    add(head, "span", firm.name);
    body = add(box, "div");
    add(body, "p", "地址：" + (firm.address || "（名录库没有写）"));
    add(body, "p", "联系电话：" + (firm.phone || "（名录库没有写）") + "　负责人：" + (firm.head || "（没有写）"));
    add(body, "p", "本年已检查 " + firm.visits + " 次" + (firm.cap ? "，上限 " + firm.cap + " 次" : ""));
    part = add(body, "fieldset");
    add(part, "legend", "出发前");
    tick(part, own, "approved", "检查已经批准");
    tick(part, own, "notified", "检查通知书已送达");
    field(part, "检查码（省系统发的，没有就空着）", "text", own.notes.code, function (value) { own.notes.code = value; });
    part = add(body, "fieldset");
    add(part, "legend", "现场");
    field(part, "检查日期", "date", own.day, function (value) { own.day = value; });
    field(part, "到达时间", "time", own.notes.time, function (value) { own.notes.time = value; });
    tick(part, own, "shown", "已出示执法证件");
    tick(part, own, "told", "已告知权利");
    choose(part, "是否申请回避", ["无", "有"], own.notes.recusal, function (value) { own.notes.recusal = value; });
    choose(part, "负责人", ["在场", "不在场", "无法联系", "拒绝"], own.notes.head, function (value) { own.notes.head = value; });
    firm.items.forEach(function (item, number) { showItem(body, firm, item, number); });
    part = add(body, "fieldset");
    add(part, "legend", "记录");
    field(part, "协助检查人员（人数）", "text", own.notes.helpers, function (value) { own.notes.helpers = value; });
    field(part, "执法记录仪、照片编号", "text", own.notes.photos, function (value) { own.notes.photos = value; });
    choose(part, "纸质记录表的签字", DATA.signs, own.signed, function (value) { own.signed = value; });
  }

  function show() {
    var main = byId("main");
    main.textContent = "";
    add(main, "h1", DATA.title);
    add(main, "p", "任务编号：" + DATA.task + "　截止日期：" + DATA.end);
    add(main, "p", "检查组：" + DATA.people.join("、"));
    add(main, "p", "内部资料，不得转发", { "class": "secret" });
    DATA.firms.forEach(function (firm) { showFirm(main, firm); });
    marks();
  }

  function marks() {
    var lines = [];
    DATA.firms.forEach(function (firm, number) {
      var gone = missing(firm), mark = document.querySelectorAll("details[data-object] > summary > .mark")[number];
      var words = gone.length ? (begun(firm) ? "进行中" : "未开始") : "完成";
      mark.textContent = words;
      mark.className = "mark" + (words === "完成" ? " done" : words === "进行中" ? " doing" : "");
      if (gone.length && begun(firm)) { lines.push(firm.name + "还缺：" + gone.join("、")); }
    });
    byId("missing").textContent = lines.join("\n") || "只有“完成”的单位进入返回件。";
  }

  /* --- the return ------------------------------------------------------------------------------------- */

  function canonical(value) {
    if (Array.isArray(value)) { return "[" + value.map(canonical).join(",") + "]"; }
    if (value && typeof value === "object") {
      return "{" + Object.keys(value).sort().map(function (key) { return JSON.stringify(key) + ":" + canonical(value[key]); }).join(",") + "}";
    }
    return JSON.stringify(value);
  }

  /* Half of a pair that stands alone is no text that UTF-8 can hold. */
  function whole(text) {
    return String(text || "").replace(/[\ud800-\udbff](?![\udc00-\udfff])/g, "").replace(/(^|[^\ud800-\udbff])[\udc00-\udfff]/g, "$1").trim();
  }

  function two(number) { return (number < 10 ? "0" : "") + number; }

  function now() {
    var t = new Date();
    return t.getFullYear() + "-" + two(t.getMonth() + 1) + "-" + two(t.getDate()) + " " + two(t.getHours()) + ":" + two(t.getMinutes()) + ":" + two(t.getSeconds());
  }

  function made() {
    var firms = DATA.firms.filter(function (firm) { return !missing(firm).length; });
    var body = {
      format: DATA.format, task: DATA.task, attempt: DATA.attempt, draw: DATA.draw, team: DATA.team, revision: DATA.revision, made: now(),
      visits: firms.map(function (firm) {
        var own = visit(firm);
        return { object: firm.object, day: own.day, signed: own.signed, visit_code: whole(own.notes.code), arrived: own.notes.time || "",
                 photos: whole(own.notes.photos), items: firm.items.map(function (item) {
          var given = answer(firm, item), bad = given.kind === "problem";
          return { item: item.item, result: bad ? given.result : given.kind === "clean" ? DATA.clean : DATA.none, problem: bad ? whole(given.problem) : "",
                   disposal: bad ? given.disposal : DATA.nothing, due: bad ? given.due || "" : "", materials: bad ? whole(given.materials) : "" };
        }) };
      })
    };
    body.code = SHA256.hmac(DATA.token + new Array(33).join("0"), canonical(body));
    return JSON.stringify(body);
  }

  function name(what, ending) { return what + "-" + DATA.task + "-" + DATA.team.join("-") + ending; }

  function download(text, file) {
    var link = document.createElement("a"), url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.href = url;
    link.download = file;
    document.body.appendChild(link);
    link.click();
    document.body.removeChild(link);
    setTimeout(function () { URL.revokeObjectURL(url); }, 1000);
  }

  function showText(text) {
    var area = byId("text");
    area.hidden = false;
    area.value = text;
    area.focus();
    area.select();
  }

  byId("save").addEventListener("click", function () { download(JSON.stringify({ draft: KEY, state: state }), name("草稿", ".json")); });
  byId("load").addEventListener("change", function () {
    var reader = new FileReader(), input = byId("load");
    reader.onload = function () {
      var found = null;
      try { found = JSON.parse(reader.result); } catch (error) { found = null; }
      if (!found || found.draft !== KEY || !found.state || !found.state.visits) {
        byId("missing").textContent = "这个文件不是本页的草稿。";
        return;
      }
      state = found.state;
      keep();
      show();
    };
    if (input.files[0]) { reader.readAsText(input.files[0]); }
    input.value = "";
  });
  byId("give").addEventListener("click", function () {
    var text = made();
    showText(text);
    download(text, name("返回件", ".json"));
  });
  byId("share").addEventListener("click", function () {
    var text = made(), file = null;
    showText(text);
    try { file = new File([text], name("返回件", ".json"), { type: "application/json" }); } catch (error) { file = null; }
    if (file && navigator.canShare && navigator.canShare({ files: [file] })) { navigator.share({ files: [file] }).catch(function () { return null; }); }
  });
  byId("copy").addEventListener("click", function () {
    showText(made());
    try { document.execCommand("copy"); } catch (error) { return; }
  });
  window.addEventListener("beforeprint", function () {
    Array.prototype.forEach.call(document.querySelectorAll("details[data-object]"), function (one) { one.open = true; });
  });

  keeps = canKeep();
  restore();
  byId("state").textContent = keeps ? "可以填写。草稿存在本机的这个浏览器里；换浏览器、清除数据前，请把草稿存为文件。"
    : "可以填写，但这里存不住草稿：关掉就没有了，请随时“草稿存为文件”。";
  show();
}());
