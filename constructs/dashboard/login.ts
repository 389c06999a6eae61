import type { Cloud } from '../core/cloud';

/** What a browser does when somebody logs in, looks, and logs out, in Python without single quotes. */
const LOG_IN = String.raw`
import http.client, html, json, re, sys, urllib.parse
given = json.load(sys.stdin)
cookies = {}
def ask(method, path, fields=None, headers={}):
    connection = http.client.HTTPConnection("localhost", timeout=60)
    sent = {"Cookie": "; ".join(map("=".join, cookies.items())), **headers}
    if fields:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, given["root"] + path, fields and urllib.parse.urlencode(fields), sent)
        answer = connection.getresponse()
        text = answer.read().decode()
    except (OSError, http.client.HTTPException) as error:
        sys.exit(str(error) or type(error).__name__)
    for cookie in answer.headers.get_all("Set-Cookie") or []:
        name, value = cookie.split(";")[0].split("=", 1)
        cookies[name] = value
    return answer.status, text
def hidden(name, page):
    found = re.search("name=\"%s\" value=\"([^\"]*)\"" % name, page)
    return html.unescape(found[1]) if found else None
status, page = ask("GET", "auth/login/")
if status != 200:
    sys.exit("the page to log in answers with status %d" % status)
fields = {name: hidden(name, page) or other for name, other in [("csrfmiddlewaretoken", ""), ("region", "default")]}
status, page = ask("POST", "auth/login/", {**fields, **given["who"]})
if status != 302:
    said = re.search("alert-danger[^>]*>(.*?)</(div|span)>", page, re.S)
    said = " ".join(re.sub("<.*?>", " ", said[1]).split()) if said else "status %d" % status
    sys.exit("%s cannot log in: %s" % (given["who"]["username"], html.unescape(said)))
status, session = ask("GET", "api/keystone/user-session/", headers={"X-Requested-With": "XMLHttpRequest"})
if status != 200:
    sys.exit("who has logged in is forgotten by the next page: is memcached there?")
ask("GET", "auth/logout/")
`;

/**
 * A shell command that succeeds when the user of a cloud can log in: with that, web server, application, memcached and Keystone have all
 * done their work.
 * @param root where the dashboard begins, such as `/horizon/`
 */
export function logsIn(root: string, { username, userDomain, password }: Cloud): string {
  const [page, user, domain] = [root, username, userDomain].map((text) => JSON.stringify(text));
  // By a pipe, since arguments and environment can be read by others.
  return `python3 -c '${LOG_IN}' <<'GIVEN'
{"root": ${page}, "who": {"username": ${user}, "domain": ${domain}, "password": "${password.jsonReference}"}}
GIVEN
`;
}
