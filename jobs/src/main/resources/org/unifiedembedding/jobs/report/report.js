// The sections of the page, each made only if its data is there. Texts of the data become text nodes, never markup.
const report = JSON.parse(document.getElementById('report').textContent);
const some = list => Array.isArray(list) && list.length > 0;
const percent = value => value == null ? '–' : new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(100 * value) + ' %';
const fixed = (value, digits = 4) => value == null ? '–' : value.toFixed(digits);
const column = (list, name) => list.map(entry => entry[name] ?? null);

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter(child => child != null));
  return made;
}

/** Adds a section with its entry in the contents and gives back its element. */
function section(id, title, note) {
  const made = element('section', { id }, element('h2', {}, title), note && element('p', { className: 'note' }, note));
  made.setAttribute('aria-label', title);
  document.getElementById('content').append(made);
  document.getElementById('contents').append(element('a', { href: '#' + id }, title));
  return made;
}

/** A table of [heading, cell function, kind] columns; kinds are number, text and key-name. */
function table(parent, label, columns, rows) {
  const head = columns.map(([heading, , kind]) => element('th', { scope: 'col', className: kind }, heading));
  const body = rows.map(row => element('tr', {}, ...columns.map(([, cell, kind]) =>
    element('td', { className: kind }, cell(row)))));
  const box = element('div', { className: 'scroll', tabIndex: 0 },
    element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body)));
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', label);
  parent.append(box);
}

function tiles(parent, entries) {
  parent.append(element('dl', { className: 'tiles' }, ...entries.filter(Boolean).map(([name, value, remark]) =>
    element('div', { className: 'tile' }, element('dt', {}, name), element('dd', {}, value, remark && element('small', {}, remark))))));
}

const chips = entries => element('div', { className: 'chips' }, ...entries.map(([text, remark]) =>
  element('span', { className: 'chip' }, text + ' ', element('b', {}, remark))));
const chartGrid = parent => parent.appendChild(element('div', { className: 'charts' }));

function summary() {
  const quality = report.quality, inspection = report.inspection, rounds = report.rounds;
  if (!quality && !inspection && !some(rounds)) return;
  const part = section('summary', 'Summary', quality && `Judged on ${number(quality.metrics.count)} examples of the ${quality.part} part, read through the loader as a service would.`);
  const metrics = quality && quality.metrics;
  const examples = some(rounds) && rounds.reduce((sum, round) => sum + round.examples, 0);
  tiles(part, [
    metrics && ['AUC', fixed(metrics.auc)],
    metrics && ['Log-loss', fixed(metrics.logLoss), 'nats'],
    metrics && ['Normalised entropy', fixed(metrics.normalizedEntropy), '1 = the mean label'],
    metrics && ['Calibration', fixed(metrics.calibration, 3), 'predicted / actual'],
    inspection && ['Rows', number(inspection.rows), `${inspection.width} floats each, ${inspection.layout}`],
    inspection && ['Touched', percent(inspection.touchedRows / inspection.rows), `${number(inspection.touchedRows)} rows`],
    inspection && inspection.angles && ['Mean angle', fixed(inspection.angles.mean, 1) + '°', 'between the features’ weights'],
    examples && ['Examples read', number(examples), `${rounds.length} rounds`],
  ]);
  if (quality && some(quality.peers)) {
    table(part, 'This version beside others', [
      ['On the same examples', row => row.name, 'text'],
      ['AUC', row => fixed(row.auc), 'number'],
      ['difference', row => row.own || row.auc == null ? '' : signed(metrics.auc - row.auc), 'number'],
      ['Log-loss', row => fixed(row.logLoss), 'number'],
      ['difference', row => row.own || row.logLoss == null ? '' : signed(metrics.logLoss - row.logLoss), 'number'],
    ], [{ name: 'this version', auc: metrics.auc, logLoss: metrics.logLoss, own: true }, ...quality.peers]);
  }
}

const signed = value => (value >= 0 ? '+' : '−') + Math.abs(value).toFixed(4);

function rounds() {
  const list = report.rounds;
  if (!some(list)) return;
  const part = section('rounds', 'Rounds', 'The training loss of an example is measured just before it is learnt from, with rows that start random instead of zero; validation reads the table as it would be published.');
  const grid = chartGrid(part), x = column(list, 'epochs');
  const options = { xLabel: 'passes over the training part', xRange: x.length > 1 ? [0, x[x.length - 1]] : undefined };
  const add = (title, description, series, more) => {
    if (series.some(s => s.values.some(value => value != null))) charts.add(grid, title, description, x, series, { ...options, ...more });
  };
  const line = (label, name, colour = '--first') => ({ label, values: column(list, name), colour, points: list.length < 40 });
  add('Log-loss', 'training and validation log-loss by round', [line('training', 'trainingLoss'), line('validation', 'validationLogLoss', '--second')]);
  add('Validation AUC', 'by round', [line('AUC', 'validationAuc', '--second')]);
  add('Training speed', 'examples a second by round', [line('examples/s', 'examplesPerSecond')], { least: 0 });
  add('Checkpoint', 'seconds by round', [line('written meanwhile', 'checkpointSeconds'), line('waited for', 'checkpointWaitSeconds', '--second')], { least: 0 });
  const details = part.appendChild(element('details', {}, element('summary', {}, 'All rounds as a table')));
  table(details, 'Rounds', [
    ['Round', row => number(row.round), 'number'], ['Epochs', row => fixed(row.epochs, 2), 'number'], ['Examples', row => number(row.examples), 'number'],
    ['Training loss', row => fixed(row.trainingLoss), 'number'], ['Validation AUC', row => fixed(row.validationAuc), 'number'],
    ['Validation log-loss', row => fixed(row.validationLogLoss), 'number'], ['Examples/s', row => number(row.examplesPerSecond && Math.round(row.examplesPerSecond)), 'number'],
    ['Checkpoint s', row => fixed(row.checkpointSeconds, 2), 'number'],
    ['Waited s', row => fixed(row.checkpointWaitSeconds, 2), 'number'],
  ], list);
}

function predictions() {
  if (!some(report.calibration) && !some(report.roc)) return;
  const part = section('predictions', 'Predictions', 'On the diagonal, predicted probabilities come true (left); a useless ranking lies on it (right).');
  const grid = chartGrid(part), unit = [0, 1];
  if (some(report.calibration)) {
    const x = column(report.calibration, 'predicted');
    const top = Math.min(1, 1.05 * Math.max(...x, ...column(report.calibration, 'actual')));
    const ends = [0, ...x, top], pad = values => [null, ...values, null];
    charts.add(grid, 'Calibration', 'actual against predicted click rate by bin', ends, [
      { label: 'ideal', values: ends, colour: '--soft', dash: [4, 4] },
      { label: 'actual share of positives', values: pad(column(report.calibration, 'actual')), colour: '--first', points: true },
    ], { xLabel: 'predicted probability', xRange: [0, top], yRange: [0, top] });
  }
  if (some(report.roc)) {
    const x = column(report.roc, 'falsePositiveRate');
    charts.add(grid, 'ROC', 'true positive rate against false positive rate', x, [
      { label: 'chance', values: x, colour: '--soft', dash: [4, 4] },
      { label: 'true positive rate', values: column(report.roc, 'truePositiveRate'), colour: '--first' },
    ], { xLabel: 'false positive rate', xRange: unit, yRange: unit });
  }
  if (some(report.calibration)) {
    const details = part.appendChild(element('details', {}, element('summary', {}, 'Calibration as a table')));
    table(details, 'Calibration', [['Predicted', row => fixed(row.predicted), 'number'], ['Actual', row => fixed(row.actual), 'number'],
      ['Examples (weight)', row => number(Math.round(row.weight)), 'number']], report.calibration);
  }
}

function gate() {
  const found = report.gate;
  if (!found || !some(found.checks)) return;
  const title = found.passed ? 'Gate: passed' : 'Gate: refused';
  const part = section('gate', title, `${found.alias ? `For alias ${found.alias}. ` : ''}Judged on ${found.basis}. A skipped check had nothing to check with.`);
  table(part, title, [
    ['Check', row => row.key, 'key-name'], ['About', row => row.subject || '–', 'text'], ['Value', row => fixed(row.value), 'number'],
    ['Bound', row => row.bound || '–', 'number'], ['Live', row => fixed(row.live), 'number'],
    ['Result', row => row.outcome.toLowerCase(), 'key-name'], ['Note', row => row.note, 'text'],
  ], found.checks);
}

function slices() {
  if (!some(report.slices)) return;
  const part = section('slices', 'Slices', 'The same metrics for the examples with one value of a feature, most frequent value first.');
  table(part, 'Slices', [
    ['Feature', row => row.feature, 'key-name'], ['Value', row => row.value ?? '(missing)', 'text'], ['Examples', row => number(row.metrics.count), 'number'],
    ['AUC', row => fixed(row.metrics.auc), 'number'], ['Log-loss', row => fixed(row.metrics.logLoss), 'number'],
    ['Normalised entropy', row => fixed(row.metrics.normalizedEntropy), 'number'], ['Calibration', row => fixed(row.metrics.calibration, 3), 'number'],
  ], report.slices);
}

function features() {
  const list = report.inspection && report.inspection.features;
  if (!some(list)) return;
  const part = section('features', 'Features and collisions', 'How many other look-ups a look-up meets in its row, on average over the feature’s values: of the same feature and of others, as chance expects and as this table has it. Look-ups are the feature’s share of all look-ups. As many different addresses (combinations of rows) as values: the table can tell all values apart.');
  table(part, 'Features', [
    ['Feature', row => row.feature, 'key-name'], ['Addressing', row => row.address, 'key-name'], ['Values', row => number(row.distinct), 'number'],
    ['Chunks', row => number(row.chunks), 'number'], ['Look-ups', row => percent(row.lookupShare), 'number'],
    ['Same expected', row => fixed(row.expectedSame, 3), 'number'], ['observed', row => fixed(row.observedSame, 3), 'number'],
    ['Other expected', row => fixed(row.expectedOther, 3), 'number'], ['observed', row => fixed(row.observedOther, 3), 'number'],
    ['Rows used', row => row.rows == null ? '–' : `${number(row.rows)} (${percent(row.rows / report.inspection.rows)})`, 'number'],
    ['Addresses', row => number(row.addresses), 'number'],
  ], list);
}

function rows() {
  const inspection = report.inspection;
  if (!inspection) return;
  const norms = inspection.norms;
  if (norms && norms.rows > 0) {
    const part = section('norms', 'Row norms', `Euclidean norms of ${number(norms.rows)} touched rows${norms.every > 1 ? ` (every ${number(norms.every)}th row of the table was measured)` : ''}.`);
    tiles(part, [['Mean', number(norms.mean)], ['Median', number(norms.median)], ['99th percentile', number(norms.percentile99)], ['Largest', number(norms.maximum)]]);
    charts.add(chartGrid(part), 'Rows by norm', 'histogram of the norms', norms.bins.map((count, i) => i * norms.binWidth),
      [{ label: 'rows', values: norms.bins, colour: '--first', bars: true }],
      { xLabel: 'norm', xRange: [0, norms.maximum * 1.01], yRange: [0, 1.08 * Math.max(...norms.bins)] });
  }
  if (some(inspection.hotRows)) {
    const part = section('hot-rows', 'Hot rows', 'The rows with the most look-ups in the training data, as far as values are known, and who meets there. Many large visitors in one row disturb each other.');
    table(part, 'Hot rows', [
      ['Row', row => number(row.row), 'number'], ['Look-ups', row => number(row.lookups), 'number'], ['Share', row => percent(row.share), 'number'],
      ['Who meets there', row => chips([...row.visitors.map(v => [`${v.feature} = ${v.value}`, number(v.lookups)]),
        ...(row.allVisitors > row.visitors.length ? [[`and ${number(row.allVisitors - row.visitors.length)} more`, '']] : [])]), 'text'],
    ], inspection.hotRows);
  }
  if (some(inspection.neighbours)) {
    const part = section('neighbours', 'Nearest neighbours', 'Frequent values whose vectors point in the most similar direction, with the cosine.');
    table(part, 'Nearest neighbours', [
      ['Feature', row => row.feature, 'key-name'], ['Value', row => row.value, 'text'],
      ['Nearest', row => chips(row.nearest.map(n => [n.value, fixed(n.cosine, 2)])), 'text'],
    ], inspection.neighbours);
  }
}

function facts(id, title, note, map) {
  const entries = Object.entries(map || {});
  if (!some(entries)) return;
  table(section(id, title, note), title, [['Name', row => row[0], 'key-name'], ['Value', row => row[1], 'text']], entries);
}

function events() {
  if (!some(report.events)) return;
  table(section('events', 'Events', 'What the run survived; nothing was lost, rounds that failed were undone and repeated.'), 'Events',
    [['Round', row => number(row.round), 'number'], ['Event', row => row.kind, 'key-name'], ['What happened', row => row.message, 'text']], report.events);
}

document.getElementById('name').textContent = report.name;
document.getElementById('run').textContent = [`run ${report.runId}`, report.createdAt, report.version].filter(Boolean).join(' · ');
summary();
gate();
rounds();
predictions();
slices();
features();
rows();
events();
facts('configuration', 'Configuration', 'Secrets are redacted.', report.configuration);
facts('provenance', 'Provenance', null, report.provenance);
charts.drawAll();
