// A stand-in for WPS's Application, as far as the add-in touches it: sheets in memory, what is typed is interpreted.
"use strict";

class Cells {
  constructor(sheet, top, left, bottom, right) { Object.assign(this, { sheet, top, left, bottom, right }); }
  get Row() { return this.top; }
  get Column() { return this.left; }
  get Rows() { return { Count: this.bottom - this.top + 1 }; }
  get Areas() { return { Count: 1, Item: () => this }; }
  Item(row, column) { return new Cells(this.sheet, this.top + row - 1, this.left + column - 1, this.top + row - 1, this.left + column - 1); }
  Address() { return "$" + letters(this.left) + "$" + this.top + ":$" + letters(this.right) + "$" + this.bottom; }
  each(give) {
    const rows = [];
    for (let r = this.top; r <= this.bottom; r++) {
      const row = [];
      for (let c = this.left; c <= this.right; c++) row.push(give(r, c));
      rows.push(row);
    }
    return rows.length === 1 && rows[0].length === 1 ? rows[0][0] : rows;
  }
  cell(r, c) { return this.sheet.cells[r + "," + c] || { value: null, formula: "", code: "General" }; }
  get Value2() { return this.each((r, c) => this.cell(r, c).value === null ? undefined : this.cell(r, c).value); }
  get Formula() { return this.each((r, c) => { const one = this.cell(r, c); return one.formula || (one.value === null ? "" : String(one.value)); }); }
  set Value2(value) {
    if (WPS.refuses && WPS.refuses(this, value)) throw new Error("单元格受保护");
    this.each((r, c) => {
      const given = Array.isArray(value) ? value[r - this.top][c - this.left] : value;
      this.sheet.cells[r + "," + c] = { ...typed(given, this.cell(r, c).code), code: this.cell(r, c).code };
    });
  }
  get NumberFormat() {
    const found = new Set([].concat(...[this.each((r, c) => this.cell(r, c).code)].flat(2)));
    return found.size === 1 ? [...found][0] : null;
  }
  set NumberFormat(code) { this.each((r, c) => { this.sheet.cells[r + "," + c] = { ...this.cell(r, c), code }; }); }
}

function typed(value, code) {
  if (value === null || value === undefined || value === "") return { value: null, formula: "" };
  if (typeof value !== "string") return { value, formula: "" };
  if (value.startsWith("'")) return { value: value.slice(1), formula: "" };
  if (code === "@") return { value, formula: "" };
  if (value.startsWith("=")) return { value: 0, formula: value };
  return { value: /^[\d.]+$/.test(value) ? Number(value) : value, formula: "" };
}

function letters(column) {
  return column > 26 ? letters(Math.floor((column - 1) / 26)) + letters((column - 1) % 26 + 1) : String.fromCharCode(64 + column);
}

function number(text) {
  return [...text].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

class Sheet {
  constructor(name) { this.Name = name; this.cells = {}; this.tables = []; }
  get Cells() {
    const all = new Cells(this, 1, 1, 1048576, 16384);
    all.Clear = () => { this.cells = {}; };
    return all;
  }
  Range(one, two) {
    if (typeof one !== "string") return new Cells(this, one.top, one.left, two.bottom, two.right);
    const [, a, top, b, bottom] = one.match(/^([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?$/);
    return new Cells(this, Number(top), number(a), Number(bottom || top), number(b || a));
  }
  get UsedRange() {
    const at = Object.keys(this.cells).map(key => key.split(",").map(Number));
    if (!at.length) return new Cells(this, 1, 1, 1, 1);
    const rows = at.map(one => one[0]), columns = at.map(one => one[1]);
    return new Cells(this, Math.min(...rows), Math.min(...columns), Math.max(...rows), Math.max(...columns));
  }
  get ListObjects() {
    return { ...items(this.tables), Add: (kind, range) => {
      this.tables.push(new Table(this, "表1", range.Address().replace(/\$/g, ""), false));
      return this.tables[this.tables.length - 1];
    } };
  }
  Activate() { WPS.front = this; }
  Delete() { WPS.sheets = WPS.sheets.filter(one => one !== this); }
}

class Table {
  constructor(sheet, name, address, totals) { Object.assign(this, { sheet, Name: name, at: address, ShowTotals: totals }); }
  get Range() { return this.sheet.Range(this.at); }
  Resize(range) { this.at = range.Address().replace(/\$/g, ""); }
}

function items(all) {
  return { Count: all.length, Item: key => typeof key === "number" ? all[key - 1] : all.find(one => one.Name === key) };
}

const WPS = { sheets: [], names: [], front: null, answers: [], asked: [], told: [], saves: 0, copies: [], off: [], refuses: null, locked: false, state: "" };

function openedInWps(sent, state) {
  WPS.path = sent.path;
  WPS.state = state;
  WPS.sheets = sent.sheets.map(one => {
    const sheet = new Sheet(one.name);
    one.values.forEach((row, r) => row.forEach((value, c) => {
      const text = one.formulas[r][c];
      if (value !== null || text) sheet.cells[(one.top + r) + "," + (one.left + c)] = { value, formula: String(text).startsWith("=") && text !== value ? text : "", code: "General" };
    }));
    one.formats.forEach(([column, first, last, code]) => sheet.Range(letters(column) + first + ":" + letters(column) + last).NumberFormat = code);
    sheet.tables = one.tables.map(([name, address, totals]) => new Table(sheet, name, address, totals));
    return sheet;
  });
  WPS.names = Object.entries(sent.names).map(([Name, RefersTo]) => ({ Name, RefersTo }));
  WPS.front = WPS.sheets.find(sheet => sheet.Name === sent.front);
}

window.Application = {
  get ActiveWorkbook() {
    return {
      FullName: WPS.path, ActiveSheet: WPS.front, Names: items(WPS.names),
      Worksheets: { ...items(WPS.sheets), Add: () => { if (WPS.locked) throw new Error("结构受保护"); WPS.sheets.push(new Sheet("新")); WPS.front = WPS.sheets[WPS.sheets.length - 1]; return WPS.front; } },
      Save: () => { WPS.saves++; }, SaveCopyAs: path => { WPS.copies.push(path); },
    };
  },
  get Selection() { return new Cells(WPS.front, 2, 1, 2, 1); },
  Evaluate: rule => !WPS.off.some(part => rule.includes(part)),
  InputBox: (text, title, start) => { WPS.asked.push(text); const said = WPS.answers.shift(); return said === undefined ? start : said; },
  FileDialog: () => ({ Show: () => 0 }),
  FileSystem: { ReadFile: path => { if (path !== "C:/Users/me/.ssj_xl/serve.json") throw new Error(path); return WPS.state; } },
  Env: { GetHomePath: () => "C:/Users/me" },
};
window.alert = text => { WPS.told.push(text); };
window.confirm = text => { WPS.asked.push(text); return true; };
