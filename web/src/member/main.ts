import { start } from '@/shared/start'
import App from './App.vue'
import en from './messages/en'
import zhCN from './messages/zh-CN'
import { router } from './router'

start({ root: App, router, texts: { 'zh-CN': zhCN, en } })
