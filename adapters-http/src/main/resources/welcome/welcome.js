// Watches a topic or a subscription and publishes messages, with nothing but what every browser has.
// Whatever comes from the server is shown as text, never as markup.
'use strict'

const MOST_LINES = 200
// After these the server will not serve the same key or subscription again.
const FINAL = ['key_revoked', 'expired', 'deleted']

const element = id => document.getElementById(id)
const value = id => element(id).value.trim()
const segment = text => encodeURIComponent(text)

let stream = null

function say(id, text) {
  element(id).textContent = text
}

function line(text, kind) {
  const list = element('messages')
  const item = document.createElement('li')
  item.textContent = text
  if (kind) item.className = kind
  list.prepend(item)
  while (list.childElementCount > MOST_LINES) list.lastElementChild.remove()
}

function stop(state) {
  if (stream) stream.close()
  stream = null
  element('stop').disabled = true
  say('state', state)
}

function address() {
  const source = value('source')
  const path = source.startsWith('sub_') ? `/v1/subscriptions/${segment(source)}/stream` : `/v1/topics/${segment(source)}/stream`
  const query = new URLSearchParams({ body: 'text', bearer: value('key') })
  if (value('from')) query.set('from', value('from'))
  return `${path}?${query}`
}

function watch() {
  stop('connecting')
  const opened = new EventSource(address())
  stream = opened
  element('stop').disabled = false
  opened.onopen = () => say('state', `watching ${value('source')}`)
  opened.onerror = () => {
    if (opened !== stream) return
    if (opened.readyState === EventSource.CLOSED) {
      stop('refused; check the key and the name')
    } else {
      say('state', 'connection lost; the browser connects again by itself')
    }
  }
  opened.addEventListener('message', event => {
    const message = JSON.parse(event.data)
    const body = message.body === undefined ? `(base64) ${message.body_b64}` : message.body
    line(`${message.sequence} ${message.subject} ${body}`)
  })
  opened.addEventListener('gap', event => {
    const gap = JSON.parse(event.data)
    line(`messages from ${gap.requested} on are no longer kept; the oldest is ${gap.oldest}`, 'note')
  })
  opened.addEventListener('close', event => {
    const end = JSON.parse(event.data)
    line(`${end.code}: ${end.reason}`, 'note')
    if (FINAL.includes(end.code)) stop(`ended: ${end.reason}`)
  })
}

async function post(path, headers, body) {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${value('key')}`, ...headers },
      body,
      credentials: 'omit',
    })
    const json = await answer.json()
    return answer.ok ? json : { problem: json.detail || `status ${answer.status}` }
  } catch (failure) {
    return { problem: `no answer: ${failure.message}` }
  }
}

async function publish() {
  const subject = value('subject')
  const query = subject ? `?subject=${segment(subject)}` : ''
  const answer = await post(`/v1/topics/${segment(value('topic'))}/messages${query}`, { 'Content-Type': 'text/plain' }, element('body').value)
  say('answer', answer.problem || `stored as ${answer.id}, subject ${answer.subject}`)
}

async function create() {
  const answer = await post('/v1/topics', { 'Content-Type': 'application/json' }, JSON.stringify({ name: value('topic') }))
  say('answer', answer.problem || `there is a topic ${answer.name}`)
}

function on(id, event, action) {
  element(id).addEventListener(event, happened => {
    happened.preventDefault()
    action()
  })
}

on('watch', 'submit', watch)
on('stop', 'click', () => stop('not watching'))
on('publish', 'submit', publish)
on('create', 'click', create)
