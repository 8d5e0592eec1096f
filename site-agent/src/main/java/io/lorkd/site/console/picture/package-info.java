/**
 * Pictures of the site's own samples and what the model makes of them, on the console's page: what is asked for, what is
 * kept of it, and how it is drawn. They are in this process's memory and in the browser's, and nowhere else.
 */
package io.lorkd.site.console.picture;
