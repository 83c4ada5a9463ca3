import { createRouter, createWebHistory } from 'vue-router'
import { guard } from '@/shared/guard'

export const router = createRouter({
  history: createWebHistory('/store/'),
  routes: [
    { path: '/', name: 'home', component: () => import('./pages/Home.vue') },
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignIn.vue'), meta: { open: true } },
    { path: '/code', name: 'code', component: () => import('./pages/Code.vue') },
    { path: '/take', name: 'take', component: () => import('./pages/Take.vue') },
    { path: '/orders', name: 'orders', component: () => import('./pages/Orders.vue') },
    { path: '/orders/:number', name: 'order', component: () => import('./pages/Order.vue') },
    { path: '/settlement', name: 'settlement', component: () => import('./pages/Settlement.vue') },
    { path: '/withdraw', name: 'withdraw', component: () => import('./pages/Withdraw.vue') },
    { path: '/me', name: 'me', component: () => import('./pages/Me.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
guard(router, 'merchant')
