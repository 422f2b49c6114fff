// The status page. It holds no figures: it asks for them with the token that it is given, and follows them as server-sent events. What comes
// from the server is set as text and never as markup, whatever a model or a label is called.

const KEY = 'outrigger-token';
const SILENCE_MAX_MS = 45_000; // the server says something every 15 s
const HIDDEN_MAX_MS = 60_000;
const WAIT_MAX_MS = 30_000;
const LASTED_MS = 10_000; // what lasts for less is as good as none
const HISTORY = 60;
const HISTORY_EVERY_MS = 2_000;

const at = id => document.getElementById(id);

/** An element with a class and a text, or with children. */
function element(name, className = '', content = '') {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (typeof content === 'string') made.textContent = content;
  else made.append(...content);
  return made;
}

/** Sets a text where it has changed, so that what is selected stays selected. */
function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Makes the children of a node be those of the items: kept by key, in their order, updated. */
function keep(parent, items, key, make, update) {
  const known = new Map([...parent.children].filter(child => child.dataset.key).map(child => [child.dataset.key, child]));
  let place = [...parent.children].find(child => child.dataset.key) ?? null;
  for (const item of items) {
    const name = key(item);
    const child = known.get(name) ?? make(item);
    known.delete(name);
    child.dataset.key = name;
    if (child === place) place = child.nextElementSibling;
    else parent.insertBefore(child, place);
    update(child, item);
  }
  known.forEach(gone => gone.remove());
}

// ---------------------------------------------------------------------------------------------------------------------- numbers

const digits = (value, places) => value.toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places });
const whole = value => digits(value, 0);
const rate = value => value == null ? '–' : digits(value, value === 0 || value >= 100 ? 0 : value < 10 ? 2 : 1);
const time = ms => ms == null ? '–' : ms >= 1_000 ? digits(ms / 1_000, 2) + ' s' : digits(ms, ms < 10 ? 2 : ms < 100 ? 1 : 0) + ' ms';

function duration(seconds) {
  if (seconds == null) return '–';
  if (seconds < 90) return Math.ceil(seconds) + ' s';
  return seconds < 5_400 ? Math.round(seconds / 60) + ' min' : digits(seconds / 3_600, 1) + ' h';
}

// -------------------------------------------------------------------------------------------------------------------- the caller

const caller = {
  token: () => sessionStorage.getItem(KEY),
  take: token => sessionStorage.setItem(KEY, token),
  forget: () => sessionStorage.removeItem(KEY),
};

/** What the server has refused, in its own words. */
class Refusal extends Error {
  constructor(status, message, waitMs) {
    super(message);
    this.status = status;
    this.waitMs = waitMs;
  }

  static async of(response) {
    const problem = await response.json().catch(() => ({}));
    const wait = Number(response.headers.get('Retry-After')) * 1_000;
    return new Refusal(response.status, String(problem.message ?? `The gateway answered with status ${response.status}.`), wait || 0);
  }
}

async function ask(path, options = {}) {
  const token = caller.token() ?? ''; // a key has a header of its own: a mesh takes every bearer token for a JWT
  const proof = token.startsWith('ork_') ? { 'X-API-Key': token } : { Authorization: 'Bearer ' + token };
  const headers = { ...options.headers, ...proof };
  const response = await fetch(path, { cache: 'no-store', ...options, headers });
  if (!response.ok) throw await Refusal.of(response);
  return response;
}

function say(state, text) {
  at('connection').dataset.state = state;
  put(at('connection-text'), text);
}

/** Asks who is looking, and says why where somebody was refused. */
function showEntry(why = '') {
  caller.forget();
  following?.abort();
  history.clear();
  at('board').hidden = at('leave').hidden = true;
  at('entry').hidden = false;
  at('entry-error').textContent = why;
  at('token').value = '';
  at('token').focus();
  say('out', 'Not signed in');
}

at('entry-form').addEventListener('submit', event => {
  event.preventDefault();
  const token = at('token').value.trim().replace(/^Bearer\s+/i, '');
  if (!/^[\x21-\x7e]+$/.test(token)) {
    at('entry-error').textContent = 'A token or key has letters, digits and signs, and no spaces.';
    return;
  }
  caller.take(token);
  at('entry-error').textContent = '';
  follow();
});
at('leave').addEventListener('click', () => showEntry());

// -------------------------------------------------------------------------------------------------------------------- the stream

let following = null;

/** Takes the events out of a stream of text: EventSource would do it, but sends no token. */
async function* events(body, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    heard();
    const blocks = (text + read.value).split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const lines = block.split('\n');
      const field = name => lines.filter(line => line.startsWith(name + ': ')).map(line => line.slice(name.length + 2)).join('\n');
      if (field('data')) yield { name: field('event'), data: field('data') };
    }
  }
}

/** Follows one stream to its end, or until nothing has been heard for too long. */
async function followOnce(stop) {
  const connection = new AbortController();
  stop.addEventListener('abort', () => connection.abort(), { once: true });
  let watchdog;
  const heard = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => connection.abort(), SILENCE_MAX_MS);
  };
  heard();
  try {
    const response = await ask('v1/status/events', { signal: connection.signal });
    for await (const event of events(response.body, heard)) {
      if (event.name === 'status' && !stop.aborted) show(JSON.parse(event.data));
    }
  } finally {
    clearTimeout(watchdog);
  }
}

/** Waits before the next try; for no longer than it takes the network to come back. */
function pause(ms, stop) {
  return new Promise(done => {
    setTimeout(done, ms);
    addEventListener('online', done, { once: true });
    stop.addEventListener('abort', done, { once: true });
  });
}

/** Follows the status for as long as somebody looks, over every loss of the connection. */
async function follow() {
  following?.abort();
  const mine = following = new AbortController();
  const stop = mine.signal;
  for (let failures = 0; !stop.aborted;) {
    const began = Date.now();
    say('wait', failures ? 'Connecting again' : 'Connecting');
    let reason = 'Connection lost';
    let wait = 0;
    let ended = false;
    try {
      await followOnce(stop);
      ended = true;
    } catch (failure) {
      if (failure.status === 401 || failure.status === 403) {
        if (!stop.aborted) showEntry(failure.message);
        return;
      }
      if (failure.status) reason = failure.message;
      wait = failure.waitMs ?? 0;
    }
    if (stop.aborted) return;
    const lasted = Date.now() - began > LASTED_MS;
    failures = lasted ? 0 : failures + 1;
    if (ended && lasted) continue; // every stream has its time
    wait = Math.max(wait, Math.min(WAIT_MAX_MS, 1_000 * 2 ** Math.max(0, failures - 1)) * (0.6 + 0.4 * Math.random()));
    say('lost', `${reason.replace(/\.$/, '')}; next try in ${Math.ceil(wait / 1_000)} s`);
    await pause(wait, stop);
  }
}

let hiddenSince = null;
document.addEventListener('visibilitychange', () => {
  clearTimeout(hiddenSince);
  if (document.hidden) {
    hiddenSince = setTimeout(() => following?.abort(), HIDDEN_MAX_MS); // nobody looks: the place is for others
  } else if (caller.token() && (!following || following.signal.aborted)) {
    follow();
  }
});

// --------------------------------------------------------------------------------------------------------------------- the board

const history = new Map(); // of each model, its requests a second
let shown = null;

function show(status) {
  const first = at('board').hidden;
  shown = status;
  at('entry').hidden = true;
  at('board').hidden = at('leave').hidden = false;
  say('live', 'Live');
  showTotals(status);
  showModels(status);
  showJobs(status.jobs);
  showChoices(status.models?.list ?? []);
  put(at('windows'), `Rates over ${status.rates_over_s} s and latencies over ${status.latency_over_s} s, as this gateway has answered;`
    + ' p50 and p99 out of histograms, of all versions together on the line of a model.');
  if (first) at('content').focus({ preventScroll: true });
}

function showTotals({ models, batches, jobs, gateway }) {
  const list = models?.list ?? [];
  const sum = of => list.reduce((all, model) => all + of(model), 0);
  const totals = [];
  if (models) {
    totals.push(['Models', whole(models.total)]);
    totals.push(['Requests/s', rate(sum(model => model.traffic.requests_per_second ?? 0))]);
    totals.push(['Errors/s', rate(sum(model => model.traffic.errors_per_second ?? 0))]);
  }
  if (batches?.told) totals.push(['Rows waiting', whole(sum(model => waiting(model.versions)))]);
  if (jobs?.told) totals.push(['Open jobs', whole(open(jobs.list).length) + (jobs.open_left_out ? '+' : '')]);
  if (gateway) totals.push(['Requests/s, refused ones too', rate(gateway.traffic.requests_per_second)]);
  keep(at('totals'), totals, ([name]) => name, ([name]) => element('div', '', [element('dt', '', name), element('dd')]),
    (child, [, value]) => put(child.lastElementChild, value));
}

const waiting = versions => versions.reduce((rows, { batches }) => rows + (batches ? batches.rows_waiting + batches.job_rows_waiting : 0), 0);

/** A cell that says its column's name where the table is too wide for the screen. */
function cell(label, className = 'number') {
  const made = element('td', className);
  made.setAttribute('role', 'cell');
  if (label) made.dataset.label = label;
  return made;
}

function row(className, cells) {
  const made = element('tr', className, cells);
  made.setAttribute('role', 'row');
  return made;
}

function figure(node, text, { bad = false } = {}) {
  put(node, text);
  node.classList.toggle('zero', text === '0' || text === '–');
  node.classList.toggle('some-bad', bad && text !== '0' && text !== '–');
}

function trafficCells() {
  return [cell('Requests/s'), cell('Errors/s'), cell('p50'), cell('p99')];
}

function showTraffic(cells, traffic) {
  figure(cells[2], rate(traffic.requests_per_second));
  figure(cells[3], rate(traffic.errors_per_second), { bad: true });
  figure(cells[4], time(traffic.p50_ms));
  figure(cells[5], time(traffic.p99_ms));
}

function modelRow() {
  const name = element('th', 'wide');
  name.setAttribute('role', 'rowheader');
  name.scope = 'rowgroup';
  const spark = cell('', 'half line');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'spark');
  svg.setAttribute('viewBox', `0 0 ${HISTORY - 1} 20`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  spark.append(svg);
  const made = row('model', [name, spark, ...trafficCells(), cell('Rows/call'), cell('Waiting'), cell('Calls')]);
  made.children[2].classList.add('half');
  return made;
}

function updateModelRow(made, model) {
  const cells = made.children;
  put(cells[0], model.name);
  showTraffic(cells, model.traffic);
  figure(cells[7], model.versions.some(version => version.batches) ? whole(waiting(model.versions)) : '');
}

function versionRow() {
  return row('version', [cell('', 'half'), cell('', 'half'), ...trafficCells(), cell('Rows/call'), cell('Waiting'), cell('Calls')]);
}

function updateVersionRow(made, version, model) {
  const cells = made.children;
  put(cells[0], version.version);
  keep(cells[1], model.aliases.filter(alias => alias.version === version.version), alias => alias.alias,
    ({ alias }) => element('span', alias === model.default_alias ? 'alias default' : 'alias', alias), () => {});
  showTraffic(cells, version.traffic);
  const batches = version.batches;
  figure(cells[6], batches?.rows_per_call == null ? '–' : digits(batches.rows_per_call, 1));
  figure(cells[7], batches ? whole(batches.rows_waiting + batches.job_rows_waiting) : '–');
  figure(cells[8], batches ? `${batches.calls_in_flight} of ${batches.slots}` : '–');
}

function showModels({ models, batches }) {
  const list = models?.list ?? [];
  keep(document.querySelector('#models table'), list, model => model.name, () => {
    const group = element('tbody');
    group.setAttribute('role', 'rowgroup');
    return group;
  }, (group, model) => keep(group, [model, ...model.versions], item => item.version ?? 'model',
    item => item.version ? versionRow() : modelRow(),
    (child, item) => item.version ? updateVersionRow(child, item, model) : updateModelRow(child, item)));
  at('models-empty').hidden = list.length > 0;
  put(at('models-empty'), models ? 'There is no model that this token may use.'
    : 'This token may not ask about models; that takes the scope infer, models:read or admin.');
  put(at('models-note'), [
    models?.left_out ? `${whole(models.left_out)} more models are not listed: they have less to do.` : '',
    batches && !batches.told ? `Batches are not told. ${batches.reason}` : '',
  ].filter(Boolean).join(' '));
}

setInterval(() => {
  for (const model of at('board').hidden ? [] : shown?.models?.list ?? []) {
    const past = history.get(model.name) ?? [];
    history.set(model.name, [...past, model.traffic.requests_per_second ?? 0].slice(-HISTORY));
  }
  for (const group of document.querySelectorAll('#models tbody')) {
    const past = history.get(group.dataset.key) ?? [];
    const most = Math.max(1, ...past);
    const points = past.map((value, i) => `${HISTORY - past.length + i} ${(19 - 18 * value / most).toFixed(2)}`);
    group.querySelector('.spark path').setAttribute('d', points.length > 1 ? 'M' + points.join('L') : '');
  }
}, HISTORY_EVERY_MS);

// ---------------------------------------------------------------------------------------------------------------------- the jobs

const ENDED = ['completed', 'failed', 'expired', 'cancelled'];
const open = jobs => jobs.filter(job => !ENDED.includes(job.status));

function jobRow() {
  const progress = element('progress');
  const id = cell('', 'mono wide');
  const bar = cell('', 'half bar');
  bar.append(progress);
  return row('job', [id, cell('', 'half'), cell('', 'half'), bar, cell('Rows'), cell('Failed'), cell('Rows/s'), cell('Left')]);
}

function updateJobRow(made, job) {
  const [id, model, state, bar, rows, failed, speed, left] = made.children;
  const done = job.rows_completed + job.rows_failed;
  put(id, job.id.length > 20 ? job.id.slice(0, 14) + '…' + job.id.slice(-4) : job.id);
  id.title = job.id;
  put(model, [job.model, job.version].filter(Boolean).join(' ') || '–');
  put(state, job.status.replaceAll('_', ' '));
  state.dataset.job = job.status;
  bar.firstElementChild.max = job.rows_total || 1;
  bar.firstElementChild.value = done;
  bar.firstElementChild.setAttribute('aria-label', `${whole(done)} of ${whole(job.rows_total)} rows`);
  figure(rows, job.rows_total ? `${whole(done)} of ${whole(job.rows_total)}` : '–');
  figure(failed, whole(job.rows_failed), { bad: true });
  figure(speed, ENDED.includes(job.status) ? '–' : rate(job.rows_per_second));
  figure(left, ENDED.includes(job.status) ? '–' : duration(job.seconds_left));
}

function showJobs(jobs) {
  const list = jobs?.told ? jobs.list : [];
  keep(at('job-rows'), list, job => job.id, jobRow, updateJobRow);
  document.querySelector('#jobs table').hidden = list.length === 0;
  at('jobs-empty').hidden = list.length > 0;
  put(at('jobs-empty'), !jobs ? 'This token may not ask about jobs; that takes the scope batch.'
    : jobs.told ? 'There are no jobs of this tenant.' : `Jobs are not told. ${jobs.reason}`);
  put(at('jobs-note'), jobs?.open_left_out ? 'More jobs go on than are listed.' : '');
}

// ------------------------------------------------------------------------------------------------------------------- the picture

/** Options of a choice, which is left alone while they are the same. */
function choose(select, options) {
  const key = JSON.stringify(options);
  if (select.dataset.options === key) return;
  const before = select.value;
  select.dataset.options = key;
  select.replaceChildren(...options.map(([value, text]) => {
    const option = element('option', '', text);
    option.value = value;
    return option;
  }));
  if (options.some(([value]) => value === before)) select.value = before;
}

function showChoices(models) {
  const able = models.filter(model => model.versions.some(version => version.takes_pictures));
  at('try').hidden = able.length === 0;
  choose(at('try-model'), able.map(model => [model.name, model.name]));
  showVersions();
}

function showVersions() {
  const model = shown?.models?.list.find(each => each.name === at('try-model').value);
  if (!model) return;
  const named = ({ alias, version }) => `${alias} (${version})`;
  const [first] = model.aliases.filter(({ alias }) => alias === model.default_alias);
  choose(at('try-version'), [['', first ? named(first) : model.default_alias],
    ...model.aliases.filter(alias => alias !== first).map(alias => [alias.alias, named(alias)]),
    ...model.versions.filter(version => version.takes_pictures).map(version => [version.version, version.version])]);
}

at('try-model').addEventListener('change', showVersions);

let picture = null;

async function base64(file) {
  const reader = new FileReader();
  await new Promise((done, failed) => {
    reader.onload = done;
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
  return reader.result.slice(reader.result.indexOf(',') + 1);
}

async function tryPicture(file) {
  picture = file;
  const model = at('try-model').value;
  const version = at('try-version').value;
  at('answer').setAttribute('aria-busy', 'true');
  URL.revokeObjectURL(at('answer-picture').src);
  at('answer-picture').src = URL.createObjectURL(file);
  try {
    const body = { model, ...(version && { version }), input: { image: await base64(file) } };
    const response = await ask('v1/infer', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    if (file === picture) showAnswer(await response.json());
  } catch (failure) {
    if (failure.status === 401) showEntry(failure.message);
    else if (file === picture) showFailure(failure.status ? failure.message : 'The gateway could not be asked.');
  } finally {
    at('answer').setAttribute('aria-busy', 'false');
  }
}

function showFailure(message) {
  at('answer-error').hidden = false;
  at('answer-figure').hidden = true;
  at('answer-labels').replaceChildren();
  at('answer-times').replaceChildren();
  put(at('answer-error'), message);
}

function showAnswer(answer) {
  const labels = (answer.classification ?? []).slice(0, 5);
  const most = Math.max(1, ...labels.map(each => each.score));
  at('answer-error').hidden = true;
  at('answer-figure').hidden = false;
  const outputs = (answer.outputs ?? []).map(output => `${output.name} [${(output.shape ?? []).join(', ')}]`).join(', ');
  at('answer-caption').replaceChildren(element('strong', '', labels.length ? labels[0].label : 'No labels'),
    `${answer.model} ${answer.version}` + (labels.length ? '' : `, outputs ${outputs}`));
  at('answer-labels').replaceChildren(...labels.map(each => {
    const meter = element('meter');
    meter.max = most;
    meter.value = Math.max(0, each.score);
    meter.setAttribute('aria-hidden', 'true');
    return element('li', '', [element('span', 'name', each.label), meter, element('span', 'number', digits(each.score, 3))]);
  }));
  at('answer-times').replaceChildren(...Object.entries(answer.timing_ms ?? {}).map(([step, ms]) =>
    element('div', '', [element('dt', '', step), element('dd', '', time(ms))])));
}

at('picture').addEventListener('change', () => {
  if (at('picture').files.length) tryPicture(at('picture').files[0]);
  at('picture').value = ''; // so that the same picture may be asked about again
});
for (const kind of ['dragover', 'drop', 'dragleave']) {
  document.addEventListener(kind, event => {
    const takes = [...event.dataTransfer.types].includes('Files') && !at('board').hidden && !at('try').hidden;
    document.body.classList.toggle('dropping', takes && kind === 'dragover');
    if (kind !== 'dragleave' && [...event.dataTransfer.types].includes('Files')) event.preventDefault();
    if (takes && kind === 'drop' && event.dataTransfer.files.length) tryPicture(event.dataTransfer.files[0]);
  });
}

if (caller.token()) follow();
else showEntry();
