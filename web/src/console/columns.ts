import { useI18n } from 'vue-i18n'
import type { components } from '@/shared/api/schema'
import { money, moment, pointsShort } from '@/shared/format'
import type { Column } from './components/table'

type Order = components['schemas']['OrderBody']
type Sale = components['schemas']['SaleLine']

/** Columns of lists that several pages show. */
export function useOrderColumns(): Column<Order>[] {
  const { t } = useI18n()
  return [
    { key: 'recorded', label: t('column.recorded'), text: (order) => moment(order.recorded_at) },
    { key: 'order', label: t('column.order') },
    { key: 'member', label: t('column.member') },
    { key: 'merchant', label: t('column.merchant') },
    { key: 'amount', label: t('column.amount'), text: (order) => money(order.amount_fen), figure: true },
    { key: 'commission', label: t('column.commission'), text: (order) => money(order.commission_fen), figure: true },
    { key: 'pool', label: t('column.pool'), text: (order) => money(order.pool_fen), figure: true },
    { key: 'points', label: t('column.points'), text: (order) => pointsShort(order.points), figure: true },
    { key: 'state', label: t('column.state') },
  ]
}

export function useSaleColumns(): Column<Sale>[] {
  const { t } = useI18n()
  return [
    { key: 'recorded', label: t('column.recorded'), text: (sale) => moment(sale.recorded_at) },
    { key: 'member', label: t('column.member') },
    { key: 'cause', label: t('column.cause') },
    { key: 'points', label: t('column.points'), text: (sale) => pointsShort(sale.points), figure: true },
    { key: 'gross', label: t('column.gross'), text: (sale) => money(sale.gross_fen), figure: true },
    { key: 'fee', label: t('column.fee'), text: (sale) => money(sale.fee_fen), figure: true },
    { key: 'net', label: t('column.net'), text: (sale) => money(sale.net_fen), figure: true },
    { key: 'order', label: t('column.byOrder') },
  ]
}
