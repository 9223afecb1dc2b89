/** Under which kind and id the computers of an office tell each other of what there is only one of. */
export const IN_FORCE = { kind: 'configuration', id: 'in-force' } as const;
export const PLACES = { kind: 'places', id: 'tree' } as const;
export const LOGO_ITEM = { kind: 'logo', id: 'logo' } as const;
export const CONDUCT = { kind: 'conduct', id: 'conduct' } as const;

/** The setting that holds the logo, base64. */
export const LOGO = 'paper_logo';
