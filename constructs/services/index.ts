export { ApiServiceProps, CloudServiceProps, PublishedServiceProps } from './service-props';
