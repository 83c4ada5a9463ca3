import type { Scope } from './can'

/** A page of the menu: its route, and what one must be allowed to see it. */
export interface Entry {
  route: string
  scope: Scope
}

/** The menu: groups in the order of a working day. Names are `menu.<group>` and `page.<route>`. */
export const MENU: { group: string; entries: Entry[] }[] = [
  {
    group: 'today',
    entries: [
      { route: 'board', scope: 'reports:read' },
      { route: 'approvals', scope: 'approvals:read' },
    ],
  },
  {
    group: 'business',
    entries: [
      { route: 'orders', scope: 'orders:read' },
      { route: 'members', scope: 'members:read' },
      { route: 'referrals', scope: 'members:read' },
      { route: 'merchants', scope: 'merchants:read' },
      { route: 'awards', scope: 'orders:read' },
      { route: 'sales', scope: 'members:read' },
      { route: 'agents', scope: 'programmes:read' },
      { route: 'contracts', scope: 'programmes:read' },
      { route: 'campaigns', scope: 'programmes:read' },
    ],
  },
  {
    group: 'money',
    entries: [
      { route: 'withdrawals', scope: 'withdrawals:read' },
      { route: 'injections', scope: 'approvals:read' },
      { route: 'debts', scope: 'claims:read' },
      { route: 'fund', scope: 'programmes:read' },
      { route: 'months', scope: 'months:read' },
      { route: 'shares', scope: 'months:read' },
      { route: 'allotments', scope: 'programmes:read' },
      { route: 'reconciliation', scope: 'reports:read' },
      { route: 'reports', scope: 'reports:read' },
    ],
  },
  {
    group: 'rules',
    entries: [
      { route: 'rules', scope: 'programmes:read' },
      { route: 'simulations', scope: 'simulations:read' },
      { route: 'money-terms', scope: 'withdrawals:read' },
      { route: 'closing', scope: 'programmes:read' },
    ],
  },
  {
    group: 'office',
    entries: [
      { route: 'audit', scope: 'audit:read' },
      { route: 'keys', scope: 'keys:read' },
      { route: 'webhooks', scope: 'webhooks:read' },
      { route: 'people', scope: 'people:read' },
    ],
  },
]
