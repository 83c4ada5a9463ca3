import type { Translated } from './index'
import type zhCN from './zh-CN'

export default {
  sandbox: 'SANDBOX',
  sandboxHint: 'A sandbox: neither data nor amounts are real',
  disclaimer: 'Points are not a deposit; nothing is guaranteed.',
  language: 'Language',
  appearance: { title: 'Appearance', system: 'As the system', light: 'Light', dark: 'Dark' },
  action: {
    retry: 'Try again',
    cancel: 'Cancel',
    confirm: 'Confirm',
    back: 'Back',
    close: 'Close',
    copy: 'Copy',
    copied: 'Copied',
    more: 'Load more',
    signOut: 'Sign out',
  },
  state: {
    loading: 'Loading…',
    live: 'Live',
    offline: 'Connection lost, reconnecting',
    end: 'That is all',
  },
  chart: {
    price: 'Price',
    reserve: 'Reserve',
    orders: 'Orders',
    injections: 'Injections',
    forced_exits: 'Sold at the cap',
    refunds: 'Refunds',
    description: 'The price per point as a step line',
    day: 'Day',
    week: 'Week',
    all: 'All',
    marks: '▲ injection  ◆ sold at the cap  ■ refund',
  },
  problem: {
    title: 'Not done',
    unreachable: 'The service cannot be reached. Check the connection and try again.',
    unreadable: 'The service cannot answer at the moment. Try again later.',
    request: 'Request {id}',
    required: 'Please fill this in',
    amount: 'Give an amount, such as 128 or 128.50',
    points: 'Give a number of points, with at most 8 decimals',
  },
} satisfies Translated<typeof zhCN>
