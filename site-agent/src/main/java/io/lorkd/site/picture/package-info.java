/**
 * Pictures of what the model makes of the site's own samples: how they are asked for and answered between two steps of
 * training. They are for the hospital's console and for nobody else.
 */
package io.lorkd.site.picture;
