/** The components of Vant that phone pages use, each with its styles: a page loads no others. */
import 'vant/es/button/style/index'
import 'vant/es/cell/style/index'
import 'vant/es/cell-group/style/index'
import 'vant/es/config-provider/style/index'
import 'vant/es/dialog/style/index'
import 'vant/es/empty/style/index'
import 'vant/es/field/style/index'
import 'vant/es/nav-bar/style/index'
import 'vant/es/skeleton/style/index'
import 'vant/es/switch/style/index'
import 'vant/es/tabbar/style/index'
import 'vant/es/tabbar-item/style/index'
import 'vant/es/toast/style/index'

export {
  Button,
  Cell,
  CellGroup,
  ConfigProvider,
  Empty,
  Field,
  NavBar,
  Skeleton,
  Switch,
  Tabbar,
  TabbarItem,
  showConfirmDialog,
  showSuccessToast,
  showToast,
} from 'vant'
