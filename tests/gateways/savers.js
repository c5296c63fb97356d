// Opens a workbook and saves it again: node savers.js exceljs|sheetjs SOURCE TARGET (NODE_PATH: where npm put them).
const [program, source, target] = process.argv.slice(2);

if (program === "sheetjs") {
  const XLSX = require("xlsx");
  XLSX.writeFile(XLSX.readFile(source), target, {bookType: "xlsx"});
} else {
  const book = new (require("exceljs").Workbook)();
  book.xlsx.readFile(source).then(() => book.xlsx.writeFile(target)).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
