#!/usr/bin/python3
"""live_page_test.py - the page that renews itself, in headless Chromium

SPDX-License-Identifier: GPL-2.0-or-later

usage: live_page_test.py OUT_DIR PIPE

What is written into PIPE is sent: "FIRST LAST SECONDS", frames of the sample home. Prints "ok - ..." and "not ok - ..." lines.
"""
import base64
import json
import os
import re
import sys
import time
import urllib.request

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

URL = "http://127.0.0.1:8080/"
TOKEN = "?token=a-token-of-the-tests_0123"  # as live-page.sh has it
OUT, PIPE = sys.argv[1:3]
WATCH = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', e => window.__violations.push(e.violatedDirective + ' ' + e.blockedURI));
"""
failed = 0


def check(name, ok, more=""):
    global failed
    failed += not ok
    print(("ok" if ok else "not ok") + " - live page: " + name + ("" if ok or more == "" else f" ({more})"), flush=True)


def send(first, last, pause=0.002):
    with open(PIPE, "w", encoding="ascii") as pipe:
        pipe.write(f"{first} {last} {pause}\n")


def sent():
    """Frames that the cable has carried."""
    with open("/proc/net/dev", encoding="ascii") as lines:
        return int(re.search(r"iot1:(.*)", lines.read())[1].split()[9])


def browser():
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                     "--no-first-run", "--disable-extensions", "--no-proxy-server"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False})
    return driver


def shoot(driver, name, height=None):
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": {
        "x": 0, "y": 0, "width": size["width"], "height": min(height or size["height"], size["height"], 6000), "scale": 1}})
    with open(os.path.join(OUT, name + ".png"), "wb") as file:
        file.write(base64.b64decode(shot["data"]))


def js(driver, script, *args):
    return driver.execute_script("return " + script, *args)


def devices(driver):
    return js(driver, "Array.from(document.querySelectorAll('.thing .pick')).map(e => e.textContent)")


def packets(driver):
    return int(js(driver, "document.documentElement.getAttribute('data-shown') || '0'"))


def wait(what, seconds):
    """How long it took until it was so; None: it was not."""
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        if what():
            return time.monotonic() - begin
        time.sleep(0.05)
    return None


def click(driver, selector):
    js(driver, "document.querySelector(arguments[0]).dispatchEvent(new MouseEvent('click', {bubbles: true}))", selector)


def grows(driver):
    check("it begins with nothing", devices(driver) == [], devices(driver))
    check("and says so", "Live on iot0" in js(driver, "document.getElementById('live').textContent"))
    send(1, 300)
    took = wait(lambda: len(devices(driver)) >= 5, 10)
    check("devices appear", took is not None, took)
    wait(lambda: packets(driver) >= 290, 10)
    check("so do links", js(driver, "document.querySelectorAll('path.link').length") > 3)
    check("and their counters", packets(driver) >= 290, packets(driver))
    begin, carried = len(devices(driver)), sent()
    send(900, 1000, 0)      # an e-reader comes
    wait(lambda: sent() > carried, 20)
    took = wait(lambda: len(devices(driver)) > begin, 10)
    check("a new device is there within two seconds", took is not None and took < 2, took)
    check("and is marked as new", js(driver, "document.querySelectorAll('.thing.fresh').length") >= 1)


def stays(driver):
    """What the reader did to the page is still so when it has changed."""
    lane = js(driver, "document.querySelector('.lane-name[aria-expanded]').id")
    js(driver, "document.getElementById(arguments[0]).click()", lane)
    js(driver, "document.querySelector('.thing-facts').open = true")
    search = "document.getElementById('table-search')"
    js(driver, search + ".value = 'amazon'")
    js(driver, search + ".dispatchEvent(new Event('input', {bubbles: true}))")
    click(driver, "#table-sort-sent")
    js(driver, "document.getElementById('table').scrollIntoView()")
    js(driver, search + ".focus({preventScroll: true})")
    time.sleep(0.3)
    pick = lane.replace("time-lane", "#device")
    chosen = js(driver, "document.querySelector(arguments[0]).textContent", pick)
    click(driver, pick)
    time.sleep(0.3)
    top = js(driver, "document.getElementById('table').getBoundingClientRect().top")
    before = packets(driver)
    send(1001, 1200, 0)
    check("it goes on", wait(lambda: packets(driver) > before + 100, 10) is not None, packets(driver))
    time.sleep(1.2)
    check("evidence stays open", js(driver, "document.querySelectorAll('.thing-facts[open]').length") >= 1)
    check("what is searched for stays", js(driver, search + ".value") == "amazon"
          and " of " in js(driver, "document.getElementById('table-count').textContent"))
    check("the order stays", js(driver, "document.querySelector('.h-sent').getAttribute('aria-sort')") == "descending")
    check("the focus stays", js(driver, "document.activeElement.id") == "table-search", js(driver, "document.activeElement.id"))
    check("what is chosen stays", chosen in js(driver, "document.getElementById('chips').textContent"), chosen)
    now = js(driver, "document.getElementById('table').getBoundingClientRect().top")
    check("the reader's place stays", abs(now - top) < 80, (top, now))
    js(driver, "picture.clear()")
    check("a lane stays open", js(driver, "document.getElementById(arguments[0]).getAttribute('aria-expanded')", lane) == "true")
    js(driver, search + ".value = ''")
    js(driver, search + ".dispatchEvent(new Event('input', {bubbles: true}))")


def pauses(driver):
    click(driver, "#live-pause")
    before = packets(driver)
    send(1201, 1500, 0)
    time.sleep(3)
    check("paused, it holds still", packets(driver) == before and "Paused" in js(driver, "document.getElementById('live').textContent"))
    click(driver, "#live-pause")
    took = wait(lambda: packets(driver) > before + 200, 10)
    check("and goes on when asked", took is not None and took < 2, took)


def is_quiet(driver):
    bad = [entry for entry in driver.get_log("browser") if entry["level"] in ("WARNING", "SEVERE")]
    check("the console is silent", not bad, bad[:3])
    check("the content security policy is kept", js(driver, "window.__violations") == [], js(driver, "window.__violations"))
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    urls = {message["params"]["request"]["url"] for message in events if message["method"] == "Network.requestWillBeSent"}
    other = [url for url in urls if not re.match(r"data:|http://127\.0\.0\.1:8080/(state\.json)?(\?token=[\w-]*)?(#.*)?$", url)]
    check("asks nobody but its server", urls and not other, other[:3])
    check("a script put into it does not run", js(driver, """(() => {
        const script = document.createElement('script');
        script.textContent = 'window.__ran = 1';
        document.body.appendChild(script);
        return window.__ran === undefined;
    })()"""))
    try:
        check("nor does it speak to others", driver.execute_async_script("""
            const done = arguments[0];
            fetch('http://127.0.0.2:8080/state.json').then(() => done(false), () => done(true));"""))
    finally:
        driver.get_log("browser")


def packets_are_there(driver):
    link = js(driver, "document.querySelector('.thing a.packets').getAttribute('href')")
    check("a device's packets are a click away", re.fullmatch(r"packets/[0-9a-f:]{17}\.pcapng" + re.escape(TOKEN), link), link)
    answer = urllib.request.urlopen(URL + link)
    check("and are there", answer.status == 200 and answer.read()[:4] == b"\x0a\x0d\x0d\x0a")


def many(driver):
    """Fifty look; the page has a place among them."""
    for _ in range(49):
        urllib.request.urlopen(URL + "state.json" + TOKEN).read()
    before = packets(driver)
    send(1501, 1700, 0)
    check("it goes on among others", wait(lambda: packets(driver) > before + 100, 10) is not None)


def ends(driver):
    send(1701, 2352, 0)
    wait(lambda: packets(driver) > 2200, 20)
    time.sleep(1.5)
    js(driver, "window.scrollTo(0, 0)")
    shoot(driver, "live")
    shoot(driver, "live-top", 1000)
    told, known = js(driver, """[Array.from(document.querySelectorAll('#questions-list td.num')).map(e => e.textContent.replace(/\\D/g, '')),
        picture.data.questions.slice(0, 20).map(row => String(row.count))]""")
    check("names asked for are counted on", told == known and len(known) > 3, (told, known))
    check("bytes over time are drawn", js(driver, "document.querySelectorAll('.thing .spark').length") > 3)
    check("findings slide in", js(driver, "document.querySelectorAll('.find').length") > 3)


def main():
    driver = browser()
    try:
        driver.get(URL + TOKEN)
        wait(lambda: "Live" in js(driver, "document.getElementById('live').textContent"), 5)
        grows(driver)
        stays(driver)
        pauses(driver)
        packets_are_there(driver)
        many(driver)
        ends(driver)
        is_quiet(driver)
    finally:
        driver.quit()
    return 1 if failed else 0


sys.exit(main())
