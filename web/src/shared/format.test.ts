import { beforeEach, describe, expect, it } from 'vitest'
import { countedPrice, day, moment, money, movement, percent, points, pointsShort, price, useZone } from './format'
import { chooseLocale } from './i18n/locale'

describe('figures are written from integers and text', () => {
  beforeEach(() => {
    chooseLocale('zh-CN')
    useZone('Asia/Shanghai')
  })

  it('places the point of fen, to the last one', () => {
    expect(money(0)).toBe('¥0.00')
    expect(money(5)).toBe('¥0.05')
    expect(money(-5)).toBe('-¥0.05')
    expect(money(123_456)).toBe('¥1,234.56')
    expect(money(9_007_199_254_740_991)).toBe('¥90,071,992,547,409.91')
  })

  it('places the point of a price that is counted, also below one yuan', () => {
    expect(countedPrice(112_345_678)).toBe('¥1.12345678')
    expect(countedPrice(148)).toBe('¥0.00000148')
  })

  it('shows what came and what went', () => {
    expect(movement(500)).toBe('+¥5.00')
    expect(movement(-500)).toBe('-¥5.00')
    expect(movement(0)).toBe('¥0.00')
  })

  it('keeps all decimals of points, and cuts off where space is short', () => {
    expect(points('12.50000000')).toBe('12.50')
    expect(points('156627.36555355')).toBe('156,627.36555355')
    expect(points('99999999999999.99999999')).toBe('99,999,999,999,999.99999999')
    expect(pointsShort('0.99999999')).toBe('0.99')
    expect(pointsShort('7')).toBe('7.00')
  })

  it('never rounds a price up', () => {
    expect(price('2.65912855')).toBe('¥2.65912855')
    expect(price('2.65999999', 4)).toBe('¥2.6599')
  })

  it('writes basis points as per cent', () => {
    expect(percent(8000)).toBe('80%')
    expect(percent(1250)).toBe('12.5%')
    expect(percent(1)).toBe('0.01%')
  })

  it('tells the time of the deployment, in the language of the page', () => {
    const newYear = Date.UTC(2026, 11, 31, 16, 30)
    expect(day(newYear)).toBe('2027年1月1日')
    chooseLocale('en')
    expect(day(newYear)).toBe('Jan 1, 2027')
    useZone('UTC')
    expect(moment(newYear)).toBe('Dec 31, 2026, 4:30 PM')
  })
})
