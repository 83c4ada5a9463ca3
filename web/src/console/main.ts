import ElementPlus from 'element-plus'
import 'element-plus/dist/index.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import { start } from '@/shared/start'
import App from './App.vue'
import './console.css'
import { followExpiry } from './expiry'
import en from './messages/en'
import zhCN from './messages/zh-CN'
import { router } from './router'

followExpiry(router)
start({ root: App, router, texts: { 'zh-CN': zhCN, en }, components: ElementPlus })
