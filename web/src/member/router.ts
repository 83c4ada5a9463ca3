import { createRouter, createWebHistory } from 'vue-router'
import { guard } from '@/shared/guard'
import Home from './pages/Home.vue'

export const router = createRouter({
  history: createWebHistory('/member/'),
  routes: [
    // Where nearly everybody begins: there with the application itself, and not asked for after it.
    { path: '/', name: 'home', component: Home },
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignIn.vue'), meta: { open: true } },
    // Who invites: a member (`m`), a store (`s`), or nobody.
    {
      path: '/join/:kind(m|s)?/:number?',
      name: 'join',
      component: () => import('./pages/Join.vue'),
      meta: { open: true },
    },
    { path: '/price', name: 'price', component: () => import('./pages/Price.vue'), meta: { open: true } },
    { path: '/facts', name: 'facts', component: () => import('./pages/Facts.vue'), meta: { open: true } },
    { path: '/sell', name: 'sell', component: () => import('./pages/Sell.vue') },
    { path: '/wallet', name: 'wallet', component: () => import('./pages/Wallet.vue') },
    { path: '/debt', name: 'debt', component: () => import('./pages/Debt.vue') },
    { path: '/withdraw', name: 'withdraw', component: () => import('./pages/Withdraw.vue') },
    { path: '/orders', name: 'orders', component: () => import('./pages/Orders.vue') },
    { path: '/orders/:number', name: 'order', component: () => import('./pages/Order.vue') },
    { path: '/invite', name: 'invite', component: () => import('./pages/Invite.vue') },
    { path: '/code', name: 'code', component: () => import('./pages/Code.vue') },
    { path: '/pay/:merchant', name: 'pay', component: () => import('./pages/Pay.vue') },
    { path: '/closing', name: 'closing', component: () => import('./pages/Closing.vue') },
    { path: '/months', name: 'months', component: () => import('./pages/Months.vue') },
    { path: '/allotments', name: 'allotments', component: () => import('./pages/Allotments.vue') },
    { path: '/me', name: 'me', component: () => import('./pages/Me.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
guard(router, 'member')
