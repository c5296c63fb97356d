"""双随机 inside LibreOffice: buttons, their states, the context menu, and the formulas, all of it only a wire.

Runs in LibreOffice's own Python (3.7 or newer) with nothing but the standard library and `uno`.  What there is to show
stands in declared.json, written by `ssj-xl addin build`; what there is to do is done by the installed ssj-xl, whose Python
`ssj-xl addin install --libreoffice` wrote into the user's settings: a process for the formulas, which answers a line of
JSON by another (ssj_xl/entry/office.py), and one for each press, which works on the open workbook through a pipe.
"""

import json
import os
import queue
import re
import secrets
import subprocess
import threading

import uno
import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.bridge import XInstanceProvider
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo, XServiceName
from com.sun.star.sheet import XAddIn
from com.sun.star.ui import XContextMenuInterceptor
from com.sun.star.util import XModifyListener

with open(os.path.join(os.path.dirname(__file__), "declared.json"), encoding="utf-8") as declared:
    DECLARED = json.load(declared)
SETTINGS = os.path.join(os.path.expanduser("~"), ".ssj_xl", "libreoffice.json")
SENTENCES = DECLARED["sentences"]
PATIENCE = 60  # seconds for a formula, the start of the program included
PAUSE = 0.4  # seconds without a change before the states of the buttons are computed anew
TALL = 1000  # rows; taller blocks are whole columns, which are cut where all of them are blank


class Absent(Exception):
    """There is no program to ask; the text says so."""


def program():
    """The command by which the installed program is asked, and the folder in which it runs.  Raises Absent."""
    try:
        with open(SETTINGS, encoding="utf-8") as file:
            python = json.load(file)["python"]
    except (OSError, ValueError, KeyError):
        python = ""
    if not os.path.isabs(python) or not os.path.isfile(python):
        raise Absent(SENTENCES["absent"])
    return [python, "-I", "-m", "ssj_xl.entry.office", DECLARED["version"]], os.path.dirname(python)


def start(*more):
    """The program, started without a window, talking through its standard input and output.  Raises Absent."""
    command, folder = program()
    hidden = {"creationflags": subprocess.CREATE_NO_WINDOW} if os.name == "nt" else {}
    try:
        return subprocess.Popen([*command, *more], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, **hidden)
    except OSError:
        raise Absent(SENTENCES["broken"])  # noqa: B904 - nobody reads the chain


def service(context, name):
    return context.ServiceManager.createInstanceWithContext(name, context)


# --- formulas --------------------------------------------------------------------------------------------

class Formulas(unohelper.Base, XAddIn, XServiceName, XServiceInfo):
    """The formulas of a cell; its methods are those of the interface in formulas.idl, made below."""

    asked = threading.Lock()
    process = answers = None

    def __init__(self, context):
        self.locale = uno.createUnoStruct("com.sun.star.lang.Locale", "zh", "CN", "")

    def getTypes(self):
        return (*super().getTypes(), uno.getTypeByName(DECLARED["interface"]))

    def answer(self, method, document, given):
        """Rows of cells.  given: a number, a text, rows of both, or nothing, for each argument."""
        formula = DECLARED["formulas"][method]
        base = document.getPropertyValue("NullDate")
        if (base.Year, base.Month, base.Day) != (1899, 12, 30):
            return ((DECLARED["fault"] + SENTENCES["dates"],),)
        arguments = [blanked(value, number) for value, number in zip(cut(given), formula["values"])]
        with self.asked:
            try:
                rows = self.ask([formula["name"], arguments])
            except Absent as error:
                return ((DECLARED["fault"] + str(error),),)
        return tuple(tuple(float(cell) if isinstance(cell, (int, float)) else cell for cell in row) for row in rows)

    @classmethod
    def ask(cls, request):
        """The program's answer; one that has ended is started again.  Raises Absent."""
        if cls.process is None or cls.process.poll() is not None:
            cls.process, cls.answers = start(), queue.Queue()
            threading.Thread(target=forward, args=(cls.process.stdout, cls.answers), daemon=True).start()
        try:
            cls.process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            cls.process.stdin.flush()
            line = cls.answers.get(timeout=PATIENCE)
        except (OSError, queue.Empty):
            line = b""
        if not line:
            cls.process.kill()
            raise Absent(SENTENCES["broken"])
        return json.loads(line.decode("ascii"))

    # What LibreOffice asks of an add-in besides; names and help come from CalcAddIns.xcu.
    def getServiceName(self):
        return DECLARED["service"]

    def getImplementationName(self):
        return DECLARED["service"]

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (DECLARED["service"],)

    def setLocale(self, locale):
        self.locale = locale

    def getLocale(self):
        return self.locale

    def getProgrammaticFuntionName(self, shown):
        return next((method for method, one in DECLARED["formulas"].items() if one["name"] == shown.upper()), "")

    def getDisplayFunctionName(self, method):
        return DECLARED["formulas"].get(method, {"name": ""})["name"]

    def getFunctionDescription(self, method):
        return ""

    def getDisplayArgumentName(self, method, number):
        return ""

    def getArgumentDescription(self, method, number):
        return ""

    def getProgrammaticCategoryName(self, method):
        return "Add-In"

    def getDisplayCategoryName(self, method):
        return DECLARED["title"]


def forward(lines, answers):
    """Hand over what the program says, and at its end nothing."""
    for line in lines:
        answers.put(line)
    answers.put(b"")


def blanked(value, number):
    """An argument as the formulas take it: LibreOffice hands over a lone blank cell as 0, one in a block as ''."""
    if isinstance(value, tuple):
        return [[None if cell == "" else cell for cell in row] for row in value]
    return None if value == 0 and not number else value


def cut(given):
    """Whole columns without what is blank at the end of all of them."""
    tall = [value for value in given if isinstance(value, tuple) and len(value) > TALL]
    height = max(map(filled, tall), default=0)
    return [value[:height] if any(value is one for one in tall) else value for value in given]


def filled(rows):
    """Rows up to the last one in which there is something; at least one."""
    blank = ("",) * len(rows[0])
    height = len(rows)
    while height > 1 and rows[height - 1] == blank:
        height -= 1
    return height


def add_formula(method):
    """The method of the interface for a formula."""
    setattr(Formulas, method, lambda self, document, *given: self.answer(method, document, given))


for each in DECLARED["formulas"]:
    add_formula(each)


# --- states of the buttons -------------------------------------------------------------------------------

class Tables:
    """Columns of a workbook's tables by name, each read once."""

    def __init__(self, model):
        self.model, self.areas, self.columns = model, {}, {}

    def column(self, table, title):
        """The cells below a title.  Raises KeyError where there is no such table or title."""
        if (table, title) not in self.columns:
            self.columns[table, title] = self.read(table, title)
        return self.columns[table, title]

    def read(self, table, title):
        if table not in self.areas:
            self.areas[table] = self.area(table)
        sheet, area, head = self.areas[table]
        if title not in head:
            raise KeyError(title)
        at = area.StartColumn + head.index(title)
        if area.EndRow == area.StartRow:
            return []
        return [row[0] for row in sheet.getCellRangeByPosition(at, area.StartRow + 1, at, area.EndRow).getDataArray()]

    def area(self, table):
        """A table's sheet, place and titles.  Raises KeyError where there is none."""
        ranges = self.model.DatabaseRanges
        if not ranges.hasByName(table):
            raise KeyError(table)
        area = ranges.getByName(table).DataArea
        sheet = self.model.Sheets.getByIndex(area.Sheet)
        head = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.StartRow).getDataArray()[0]
        return sheet, area, head

    def holds(self, sums):
        """Whether a rule holds; one about tables that are not there does."""
        if not sums:
            return self.model.DatabaseRanges.hasByName(DECLARED["master"]) or self.model.Sheets.hasByName(DECLARED["master"])
        try:
            more, less = (sum(map(self.count, side)) for side in sums)
        except KeyError:
            return True
        return more > less

    def count(self, conditions):
        """Rows that meet every condition, as COUNTIFS counts them."""
        columns = [(self.column(table, title), wanted) for table, title, wanted in conditions]
        return sum(all(meets(cell, wanted) for cell, wanted in zip(row, (wanted for _, wanted in columns)))
                   for row in zip(*(cells for cells, _ in columns)))


def meets(cell, wanted):
    """Whether a cell is as COUNTIFS wants it: <> filled, '' blank, a text with * at its end."""
    if wanted == "<>":
        return cell != ""
    return re.fullmatch(re.escape(wanted).replace(r"\*", ".*"), str(cell), re.DOTALL | re.IGNORECASE) is not None


def reasons(model):
    """Why each button is off in a workbook, '' for those that are on."""
    tables = Tables(model)
    holding = {name: tables.holds(rule["holds"]) for name, rule in DECLARED["rules"].items()}
    return {id: next((DECLARED["rules"][need]["reason"] for need in one["needs"] if not holding[need]), "")
            for id, one in DECLARED["buttons"].items()}


DESKS = []


class Desk(unohelper.Base, XModifyListener, XContextMenuInterceptor):
    """A window with a workbook: who shows a button there, and what is known about it."""

    def __init__(self, context, frame):
        self.context, self.frame = context, frame
        self.listeners, self.off, self.model, self.timer, self.running = [], {}, None, None, False

    @classmethod
    def of(cls, context, frame):
        """The desk of a window."""
        desk = next((one for one in DESKS if one.frame == frame), None)
        if desk is None:
            desk = cls(context, frame)
            DESKS.append(desk)
            frame.addEventListener(desk)
        desk.look()
        return desk

    def look(self):
        """Follow the workbook that the window shows now."""
        controller = self.frame.Controller
        model = controller.Model if controller is not None else None
        if model is None or model == self.model or not model.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            return
        self.model = model
        model.addModifyListener(self)
        controller.registerContextMenuInterceptor(self)
        self.off = reasons(model)

    def add(self, listener, url):
        """Somebody shows a button and wants to know how it stands."""
        known = {}
        self.listeners.append((listener, url, known))
        self.tell(listener, url, known)

    def remove(self, listener):
        """Somebody no longer shows it."""
        self.listeners = [one for one in self.listeners if one[0] != listener]

    def tell(self, listener, url, known):
        """How a button stands: whether it is on, and to the toolbar in its tip why not.

        known: what this listener was told before.  Nothing is told twice: a new tip makes LibreOffice lay the toolbar out anew.
        """
        id = button_of(url)
        why = self.off.get(id, "")
        event = uno.createUnoStruct("com.sun.star.frame.FeatureStateEvent")
        event.Source, event.FeatureURL = self.frame, url
        event.IsEnabled = not why and not self.running
        one = DECLARED["buttons"][id]
        tip = one["label"] + "：" + (why or one["tip"]) if url.Complete.endswith(DECLARED["tipped"]) else None
        if known == {"on": event.IsEnabled, "tip": tip}:
            return
        if tip != known.get("tip"):
            event.State = tip
        known.update(on=event.IsEnabled, tip=tip)
        listener.statusChanged(event)

    def refresh(self):
        """Compute the states anew and tell everybody."""
        self.timer = None
        if self.model is None:
            return
        self.off = reasons(self.model)
        for one in list(self.listeners):
            self.tell(*one)

    # XModifyListener
    def modified(self, event):
        if self.timer is None and not self.running:
            self.timer = threading.Timer(PAUSE, later, (self.context, self.refresh))
            self.timer.daemon = True
            self.timer.start()

    def disposing(self, event):
        if event.Source == self.frame:
            DESKS[:] = [one for one in DESKS if one is not self]
            self.listeners, self.model = [], None
        elif event.Source == self.model:
            self.model = None

    # XContextMenuInterceptor
    def notifyContextMenuExecute(self, event):
        actions = "com.sun.star.ui.ContextMenuInterceptorAction"
        if not self.on_drawn_object(event.Selection.getSelection()):
            return uno.Enum(actions, "IGNORED")
        items = event.ActionTriggerContainer
        items.insertByIndex(items.Count, items.createInstance("com.sun.star.ui.ActionTriggerSeparator"))
        for id in DECLARED["drawn"]["buttons"]:
            item = items.createInstance("com.sun.star.ui.ActionTrigger")
            item.setPropertyValue("Text", DECLARED["title"] + "：" + DECLARED["buttons"][id]["label"])
            item.setPropertyValue("CommandURL", DECLARED["protocol"] + id)
            items.insertByIndex(items.Count, item)
        return uno.Enum(actions, "EXECUTE_MODIFIED")

    def on_drawn_object(self, selection):
        """Whether the cursor is in the row of a drawn object."""
        place = getattr(selection, "RangeAddress", None)
        sheet = self.frame.Controller.ActiveSheet.Name
        if place is None or sheet not in DECLARED["drawn"]["sheets"]:
            return False
        try:
            _, area, _ = Tables(self.model).area(sheet)
        except KeyError:
            return False
        return area.StartRow < place.StartRow and place.EndRow <= area.EndRow


class Later(unohelper.Base, XCallback):
    """A function that LibreOffice calls when its windows have time."""

    def __init__(self, function):
        self.function = function

    def notify(self, data):
        self.function()


def later(context, function):
    """Call a function where windows may be touched."""
    service(context, "com.sun.star.awt.AsyncCallback").addCallback(Later(function), None)


# --- presses ---------------------------------------------------------------------------------------------

def button_of(url):
    """The button that an address names."""
    name = url.Complete[len(DECLARED["protocol"]):]
    return name[:-len(DECLARED["tipped"])] if name.endswith(DECLARED["tipped"]) else name


class Acts(unohelper.Base, XDispatchProvider, XDispatch, XInitialization, XServiceInfo):
    """What LibreOffice asks for the buttons of one window, and what a press goes to."""

    def __init__(self, context):
        self.context, self.desk = context, None

    def initialize(self, given):
        if given:
            self.desk = Desk.of(self.context, given[0])

    def queryDispatch(self, url, target, flags):
        return self if self.desk is not None and button_of(url) in DECLARED["buttons"] else None

    def queryDispatches(self, requests):
        return tuple(self.queryDispatch(one.FeatureURL, one.FrameName, one.SearchFlags) for one in requests)

    def addStatusListener(self, listener, url):
        self.desk.add(listener, url)

    def removeStatusListener(self, listener, url):
        self.desk.remove(listener)

    def dispatch(self, url, given):
        if not any(desk.running for desk in DESKS):
            Press(self.context, self.desk, button_of(url)).start()

    def getImplementationName(self):
        return DECLARED["handler"]

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return ("com.sun.star.frame.ProtocolHandler", DECLARED["handler"])


class Door(unohelper.Base, XInstanceProvider):
    """What whoever came through the pipe may have: LibreOffice itself."""

    def __init__(self, context):
        self.context = context

    def getInstance(self, name):
        return self.context


class Press(threading.Thread):
    """One act: the program is started and let in through a pipe of its own; it shows what came of it."""

    def __init__(self, context, desk, id):
        super().__init__(daemon=True)
        self.context, self.desk, self.id = context, desk, id
        self.name_of_pipe = "ssj_xl_" + secrets.token_hex(16)
        self.acceptor = service(context, "com.sun.star.connection.Acceptor")
        self.bridges = []
        self.workbook = desk.model.RuntimeUID if desk.model is not None else ""
        desk.running = True
        desk.refresh()

    def run(self):
        try:
            text = self.carried_out()
        except Absent as error:
            text = str(error)
        later(self.context, lambda: self.end(text))

    def carried_out(self):
        """Let the program do the act; '' where it told the user itself what came of it.  Raises Absent."""
        process = start(self.id)
        threading.Thread(target=self.let_in, daemon=True).start()
        request = {"address": "pipe,name=" + self.name_of_pipe, "workbook": self.workbook}
        told, _ = process.communicate(json.dumps(request).encode("ascii") + b"\n")
        self.acceptor.stopAccepting()
        for bridge in self.bridges:
            bridge.dispose()
        return (told.decode("utf-8", "replace") or SENTENCES["broken"]) if process.returncode else ""

    def let_in(self):
        """Open the pipe, for the one who knows its name, until the act has ended."""
        factory = service(self.context, "com.sun.star.bridge.BridgeFactory")
        connection = self.acceptor.accept("pipe,name=" + self.name_of_pipe)
        while connection is not None:
            self.bridges.append(factory.createBridge("", "urp", connection, Door(self.context)))
            connection = self.acceptor.accept("pipe,name=" + self.name_of_pipe)

    def end(self, text):
        """Give the buttons back, and say what the program could not."""
        self.desk.running = False
        self.desk.refresh()
        if text:
            kind = uno.Enum("com.sun.star.awt.MessageBoxType", "ERRORBOX")
            parent = self.desk.frame.ContainerWindow
            service(self.context, "com.sun.star.awt.Toolkit").createMessageBox(parent, kind, 1, DECLARED["title"], text).execute()


g_ImplementationHelper = unohelper.ImplementationHelper()
# Not under the name by which LibreOffice looks for add-ins that tell their names and help themselves.
g_ImplementationHelper.addImplementation(Formulas, DECLARED["service"], (DECLARED["service"],))
g_ImplementationHelper.addImplementation(Acts, DECLARED["handler"], ("com.sun.star.frame.ProtocolHandler",))
