import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { record } from './record.ts';
import { strict } from './strict.ts';

interface Template {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly enabled?: boolean;
  readonly visible?: boolean;
  readonly checked?: boolean;
  readonly accelerator?: string;
  readonly submenu?: readonly Template[];
  readonly click?: (item: MenuItem, window: BrowserWindow | null, event: object) => void;
}

/** Accelerators never fire here; a test calls `click()`. */
export class MenuItem {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | undefined;
  readonly onClick: Template['click'];
  enabled: boolean;
  visible: boolean;
  checked: boolean;

  constructor(template: Template) {
    this.id = template.id;
    this.label = template.label ?? '';
    this.role = template.role;
    this.type = template.type ?? (template.submenu ? 'submenu' : 'normal');
    this.accelerator = template.accelerator;
    this.submenu = template.submenu ? Menu.buildFromTemplate(template.submenu) : undefined;
    this.onClick = template.click;
    this.enabled = template.enabled ?? true;
    this.visible = template.visible ?? true;
    this.checked = template.checked ?? false;
  }

  click(): void {
    if (this.onClick) this.onClick(this, BrowserWindow.getFocusedWindow(), {});
    else if (this.role === 'quit') app.quit();
    else record('menu role', this.role);
  }
}

let applicationMenu: Menu | null = null;

export class Menu {
  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: readonly Template[]): Menu {
    const menu = new Menu();
    for (const item of template) menu.items.push(new MenuItem(item));
    return strict(menu, 'Menu');
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }

  append(item: MenuItem): void {
    this.items.push(item);
  }
  popup(): void {
    record('Menu.popup');
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      if (item.id === id) return item;
      const inner = item.submenu?.getMenuItemById(id);
      if (inner) return inner;
    }
    return null;
  }
}
