/** A column of a table: what it is called, what it shows, and whether that is a figure. */
export interface Column<T> {
  key: string
  label: string
  /** The text of a cell, where no slot of this name draws it. */
  text?: (item: T) => string
  /** Figures stand at the right, below each other. */
  figure?: boolean
}
