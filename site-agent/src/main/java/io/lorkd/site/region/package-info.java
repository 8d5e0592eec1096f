/** The anatomical regions that a site trains, and where their images come from. */
package io.lorkd.site.region;
