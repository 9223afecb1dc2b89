import { config } from 'zod';

/**
 * The page's content security policy forbids making code from text. Told before any schema is built, the checker of
 * configurations does not even try. Imported before everything that imports a schema.
 */
config({ jitless: true });
