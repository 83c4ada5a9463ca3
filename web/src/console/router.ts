import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { guard } from '@/shared/guard'

declare module 'vue-router' {
  interface RouteMeta {
    /** The entry of the menu that a page belongs to, where it is not its own. */
    menu?: string
  }
}

/** Pages of the menu, under their own names. */
const lists: RouteRecordRaw[] = [
  { path: '/', name: 'board', component: () => import('./pages/Board.vue') },
  { path: '/approvals', name: 'approvals', component: () => import('./pages/Approvals.vue') },
  { path: '/orders', name: 'orders', component: () => import('./pages/Orders.vue') },
  { path: '/members', name: 'members', component: () => import('./pages/Members.vue') },
  { path: '/referrals', name: 'referrals', component: () => import('./pages/Referrals.vue') },
  { path: '/merchants', name: 'merchants', component: () => import('./pages/Merchants.vue') },
  { path: '/awards', name: 'awards', component: () => import('./pages/Awards.vue') },
  { path: '/sales', name: 'sales', component: () => import('./pages/Sales.vue') },
  { path: '/agents', name: 'agents', component: () => import('./pages/Agents.vue') },
  { path: '/contracts', name: 'contracts', component: () => import('./pages/Contracts.vue') },
  { path: '/campaigns', name: 'campaigns', component: () => import('./pages/Campaigns.vue') },
  { path: '/withdrawals', name: 'withdrawals', component: () => import('./pages/Withdrawals.vue') },
  { path: '/injections', name: 'injections', component: () => import('./pages/Injections.vue') },
  { path: '/debts', name: 'debts', component: () => import('./pages/Debts.vue') },
  { path: '/fund', name: 'fund', component: () => import('./pages/Fund.vue') },
  { path: '/months', name: 'months', component: () => import('./pages/Months.vue') },
  { path: '/shares', name: 'shares', component: () => import('./pages/Shares.vue') },
  { path: '/allotments', name: 'allotments', component: () => import('./pages/Allotments.vue') },
  { path: '/reconciliation', name: 'reconciliation', component: () => import('./pages/Reconciliation.vue') },
  { path: '/reports', name: 'reports', component: () => import('./pages/Reports.vue') },
  { path: '/rules', name: 'rules', component: () => import('./pages/Rules.vue') },
  { path: '/simulations', name: 'simulations', component: () => import('./pages/Simulations.vue') },
  { path: '/money-terms', name: 'money-terms', component: () => import('./pages/MoneyTerms.vue') },
  { path: '/closing', name: 'closing', component: () => import('./pages/Closing.vue') },
  { path: '/audit', name: 'audit', component: () => import('./pages/Audit.vue') },
  { path: '/keys', name: 'keys', component: () => import('./pages/Keys.vue') },
  { path: '/webhooks', name: 'webhooks', component: () => import('./pages/Webhooks.vue') },
  { path: '/people', name: 'people', component: () => import('./pages/People.vue') },
]

/** Pages of one thing. */
const details: RouteRecordRaw[] = [
  {
    path: '/approvals/:number',
    name: 'approval',
    props: true,
    component: () => import('./pages/Approval.vue'),
    meta: { menu: 'approvals' },
  },
  {
    path: '/orders/:number',
    name: 'order',
    props: true,
    component: () => import('./pages/Order.vue'),
    meta: { menu: 'orders' },
  },
  {
    path: '/members/:number',
    name: 'member',
    props: true,
    component: () => import('./pages/Member.vue'),
    meta: { menu: 'members' },
  },
  {
    path: '/merchants/:number',
    name: 'merchant',
    props: true,
    component: () => import('./pages/Merchant.vue'),
    meta: { menu: 'merchants' },
  },
  {
    path: '/withdrawals/:number',
    name: 'withdrawal',
    props: true,
    component: () => import('./pages/Withdrawal.vue'),
    meta: { menu: 'withdrawals' },
  },
  {
    path: '/debts/:number',
    name: 'debt',
    props: true,
    component: () => import('./pages/Debt.vue'),
    meta: { menu: 'debts' },
  },
  {
    path: '/months/:month',
    name: 'month',
    props: true,
    component: () => import('./pages/Month.vue'),
    meta: { menu: 'months' },
  },
  {
    path: '/reports/:number',
    name: 'report',
    props: true,
    component: () => import('./pages/Report.vue'),
    meta: { menu: 'reports' },
  },
  {
    path: '/simulations/:number',
    name: 'simulation',
    props: true,
    component: () => import('./pages/Simulation.vue'),
    meta: { menu: 'simulations' },
  },
  {
    path: '/webhooks/:number',
    name: 'webhook',
    props: true,
    component: () => import('./pages/Webhook.vue'),
    meta: { menu: 'webhooks' },
  },
]

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes: [
    ...lists,
    ...details,
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignIn.vue'), meta: { open: true } },
    { path: '/join', name: 'join', component: () => import('./pages/Join.vue'), meta: { open: true } },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
guard(router, 'person')
