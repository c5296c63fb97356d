// The add-in of 双随机 for WPS. What stands here does not know the buttons: BUTTONS comes before it, made from the declarations.
// It sends the rows of the workbook in front to the program on this computer, asks what that asks, writes what comes back.
"use strict";

const AT = location.origin;
let ribbonUI = null;

function OnAddinLoad(ribbon) {
  ribbonUI = ribbon;
  return true;
}

function OnAction(control) {
  press(idOf(control));
  return true;
}

function OnGetEnabled(control) {
  return reasonOf(idOf(control)) === "";
}

function OnGetSupertip(control) {
  const id = idOf(control), reason = reasonOf(id);
  return (reason ? reason + "\n\n" : "") + BUTTONS[id].supertip;
}

function idOf(control) {
  return String(control.Id || control.id).replace(/^ssj_/, "");
}

// Only a plain false switches off: an error means a workbook that the rule does not know.
function reasonOf(id) {
  for (const [rule, reason] of BUTTONS[id].rules) {
    try {
      if (!Application.ActiveWorkbook || Application.Evaluate(rule) === false) return reason;
    } catch (_) { /* not known */ }
  }
  return "";
}

// --- the workbook as rows ---

function grid(value) {
  if (!Array.isArray(value)) return [[value]];
  return Array.isArray(value[0]) ? value : [value];
}

function codes(sheet, column, first, last, found) {
  const code = sheet.Range(sheet.Cells.Item(first, column), sheet.Cells.Item(last, column)).NumberFormat;
  if (typeof code === "string") {
    if (code !== "General") found.push([column, first, last, code]);
  } else if (first < last) {
    const middle = Math.floor((first + last) / 2);
    codes(sheet, column, first, middle, found);
    codes(sheet, column, middle + 1, last, found);
  }
  return found;
}

function rowsOf(sheet) {
  const used = sheet.UsedRange, top = used.Row, left = used.Column;
  const values = grid(used.Value2).map(row => row.map(cell => cell === undefined ? null : cell));
  const formats = [];
  for (let c = left; c < left + values[0].length; c++) codes(sheet, c, top, top + values.length - 1, formats);
  const tables = [];
  for (let n = 1; n <= sheet.ListObjects.Count; n++) {
    const table = sheet.ListObjects.Item(n);
    tables.push([table.Name, plain(table.Range.Address()), !!table.ShowTotals]);
  }
  return { name: sheet.Name, top, left, values, formulas: grid(used.Formula), formats, tables };
}

function plain(address) {
  return String(address).replace(/\$/g, "").split("!").pop();
}

function collected() {
  const book = Application.ActiveWorkbook, sheets = [], names = {}, selected = [];
  for (let n = 1; n <= book.Worksheets.Count; n++) if (book.Worksheets.Item(n).Name !== WORDS.skip) sheets.push(rowsOf(book.Worksheets.Item(n)));
  for (let n = 1; n <= book.Names.Count; n++) {
    const one = book.Names.Item(n);
    names[one.Name] = String(one.RefersTo);
  }
  const areas = Application.Selection && Application.Selection.Areas;
  for (let n = 1; areas && n <= areas.Count; n++) selected.push([areas.Item(n).Row, areas.Item(n).Rows.Count]);
  return { path: book.FullName, from1904: !!book.Date1904, front: book.ActiveSheet.Name, sheets, names, selected };
}

// --- talking ---

async function call(path, body, token) {
  const head = { "Content-Type": "application/json" };
  if (token) head[WORDS.token] = token;
  const answer = await fetch(AT + path, { method: "POST", headers: head, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error("HTTP " + answer.status);
  return answer.json();
}

function hex(bytes) {
  return Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, "0")).join("");
}

// The server shows first that it knows the token: another program on this port gets neither token nor rows.
async function greeted() {
  const state = JSON.parse(Application.FileSystem.ReadFile(Application.Env.GetHomePath() + "/" + WORDS.state));
  const challenge = hex(crypto.getRandomValues(new Uint8Array(32))), text = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", text.encode(state.token), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const wanted = hex(await crypto.subtle.sign("HMAC", key, text.encode(WORDS.challenge + challenge)));
  if ((await call("/hello", { challenge })).proof !== wanted) throw new Error("proof");
  return state.token;
}

async function press(id) {
  let wrote = false;
  try {
    const token = await greeted(), sent = collected();
    let event = await call("/press", { id, book: sent }, token);
    while (event.kind !== "done") {
      wrote = wrote || event.kind === "save";
      const value = answered(event, sent);
      event = await call("/answer", { talk: event.talk, value }, token);
    }
    const left = listed(event.pages) ? "" : "\n\n" + WORDS.unlisted + WORDS.refused;
    if (event.text) alert(event.title + "\n\n" + event.text + left);
  } catch (error) {
    alert(wrote ? WORDS.cut : WORDS.absent);
  }
  if (ribbonUI && ribbonUI.Invalidate) ribbonUI.Invalidate();
}

function answered(event, sent) {
  try {
    return ANSWERS[event.kind](event, sent);
  } catch (error) {
    return event.kind === "write" || event.kind === "save" ? { why: String(error && error.message || error) } : null;
  }
}

let undone = [];

const ANSWERS = {
  tell: event => { alert(event.text); return true; },
  confirm: event => confirm(event.text),
  line: event => {
    const said = Application.InputBox(event.text, WORDS.title, event.default);
    return said === false || said === undefined ? null : said;
  },
  files: event => {
    const dialog = Application.FileDialog(3);
    dialog.Title = event.title;
    dialog.AllowMultiSelect = event.several;
    return dialog.Show() === -1 ? chosen(dialog) : [];
  },
  folder: event => {
    const dialog = Application.FileDialog(4);
    dialog.Title = event.title;
    return dialog.Show() === -1 ? chosen(dialog)[0] : null;
  },
  copy: event => { Application.ActiveWorkbook.SaveCopyAs(event.path); return true; },
  write: (event, sent) => {
    const now = collected();
    if (JSON.stringify([now.path, now.sheets]) !== JSON.stringify([sent.path, sent.sheets])) return { why: WORDS.changed };
    undone = [];
    try {
      return { values: event.writes.map(written).filter(done => done !== null).map(done => done.value) };
    } catch (error) {
      back();
      throw error;
    }
  },
  undo: () => { back(); return true; },
  save: () => {
    try {
      Application.ActiveWorkbook.Save();
    } catch (error) {
      back();
      throw error;
    }
    return true;
  },
};

function chosen(dialog) {
  const found = [];
  for (let n = 1; n <= dialog.SelectedItems.Count; n++) found.push(dialog.SelectedItems.Item(n));
  return found;
}

// Everything that can be taken back is; what cannot is said.
function back() {
  let left = 0;
  while (undone.length) {
    try {
      undone.pop()();
    } catch (_) {
      left++;
    }
  }
  if (left) throw new Error(WORDS.left);
}

// A sheet that the workbook did not have; the one in front stays there.
function sheetAdded(name) {
  const sheets = Application.ActiveWorkbook.Worksheets, front = Application.ActiveWorkbook.ActiveSheet;
  const added = sheets.Add(undefined, sheets.Item(sheets.Count));
  undone.push(() => { Application.DisplayAlerts = false; added.Delete(); Application.DisplayAlerts = true; });
  added.Name = name;
  front.Activate();
  return null;
}

// One write, with the way back noted just before; of a value what is then read.
function written(one) {
  if (one.do === "add") return sheetAdded(one.sheet);
  const sheet = Application.ActiveWorkbook.Worksheets.Item(one.sheet);
  if (one.do === "resize") {
    const table = sheet.ListObjects.Item(one.table), old = plain(table.Range.Address());
    undone.push(() => table.Resize(sheet.Range(old)));
    table.Resize(sheet.Range(one.to));
    return null;
  }
  if (one.do === "table") {
    sheet.ListObjects.Add(1, sheet.Range(one.to), undefined, 1).Name = one.table;
    if (one.hidden) sheet.Visible = 2;
    return null;
  }
  const cell = sheet.Cells.Item(one.row, one.column), formula = cell.Formula, text = cell.Value2, code = cell.NumberFormat;
  undone.push(() => {
    if (cell.NumberFormat !== code) cell.NumberFormat = code;
    if (cell.Formula !== formula) cell.Value2 = typeof text === "string" && formula === text ? "'" + text : formula === "" ? null : formula;
  });
  if (one.format) cell.NumberFormat = one.format;
  cell.Value2 = one.value;
  return typeof one.value === "string" && one.value.startsWith("=") ? null : { value: cell.Value2 === undefined ? null : cell.Value2 };
}

// A workbook that lets no sheet be added does not undo what was done.
function listed(pages) {
  try {
    pages.forEach(shown);
    return true;
  } catch (_) {
    return false;
  }
}

function shown(page) {
  const sheet = sheetFor(page.name);
  const area = sheet.Range(sheet.Cells.Item(1, 1), sheet.Cells.Item(page.rows.length, page.rows[0].length));
  area.NumberFormat = "@";
  area.Value2 = page.rows;
  sheet.Activate();
}

// A sheet of this name that is not ours is left alone, and another name is taken.
function sheetFor(name) {
  const sheets = Application.ActiveWorkbook.Worksheets, there = new Map();
  for (let n = 1; n <= sheets.Count; n++) there.set(sheets.Item(n).Name, sheets.Item(n));
  let title = name;
  for (let n = 2; there.has(title); n++) {
    if (String(there.get(title).Cells.Item(1, 1).Value2 || "").includes(WORDS.mark)) {
      there.get(title).Cells.Clear();
      return there.get(title);
    }
    title = name + "-" + n;
  }
  const added = sheets.Add(undefined, sheets.Item(sheets.Count));
  added.Name = title;
  return added;
}
