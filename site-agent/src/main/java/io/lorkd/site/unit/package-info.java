/**
 * What a site keeps of its own training, as one unit: experts, heads, local normalisation, optimiser state and the
 * position in its data. A unit is a candidate until its round is committed with the site's contribution.
 */
package io.lorkd.site.unit;
